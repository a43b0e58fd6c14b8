"""Given names that tell “he” from “she”."""

from __future__ import annotations

MEN = frozenset(
    """
    Aaron Abdul Abraham Adam Ahmed Al Alan Albert Alex Alexander Ali Allen Andrew Andy Anthony Antony Arthur Barack Ben
    Benjamin Bernard Bernie Bill Bob Boris Brad Brian Bruce Carl Carlos Charles Chris Christian Christopher Chuck Colin
    Corey Craig Dan Daniel Dave David Dennis Dick Dmitry Don Donald Doug Douglas Ed Edward Elijah Emmanuel Eric Erik
    Evan Francis Frank Fred Gary Gavin Geoff George Gerald Glenn Gordon Graham Greg Gregory Harold Harry Henry Howard
    Hugh Ian Ibrahim Ivan Jack Jacob Jake James Jared Jason Jay Jeb Jeff Jeffrey Jeremy Jerry Jim Jimmy Joe Joel John
    Johnny Jon Jonathan Jose Joseph Josh Joshua Juan Justin Karl Keith Ken Kenneth Kevin Kyle Larry Lawrence Lee Leon
    Lewis Liam Louis Luis Luke Marco Mark Martin Matt Matthew Michael Miguel Mike Mitch Mitt Mohammed Muhammad Narendra
    Nathan Neil Newt Nicholas Nick Nigel Noah Oliver Omar Oscar Patrick Paul Pedro Peter Phil Philip Rand Randy Ray
    Reince Richard Rick Rob Robert Robby Roger Ron Ronald Ross Rudy Rupert Russell Ryan Sam Samuel Scott Sean Sergei
    Simon Stephen Steve Steven Stuart Sylvester Ted Terry Thomas Tim Timothy Todd Tom Tomas Tony Travis Trevor Tucker
    Victor Vladimir Wade Walter Warren Wayne Will William Xi Yusuf Zach
    """.split()
)
WOMEN = frozenset(
    """
    Abigail Alexandra Alice Alison Amanda Amy Andrea Angela Angelina Ann Anna Anne Annie Barbara Beth Betsy Betty
    Bridget Brenda Carla Carly Carol Caroline Catherine Charlotte Chelsea Cheryl Christina Christine Claire Clara
    Condoleezza Connie Cynthia Dana Dawn Deborah Debbie Debra Denise Diana Diane Dianne Donna Dorothy Elaine Eleanor
    Elena Elisabeth Elizabeth Ella Ellen Emily Emma Erica Erin Eva Eve Fatima Fiona Gabrielle Gail Gina Gloria Grace
    Hannah Heather Heidi Helen Hillary Hope Huma Ingrid Irene Isabel Ivanka Jackie Jan Jane Janet Janice Jean Jeanne
    Jennifer Jenny Jessica Jill Joan Joanna Joy Joyce Judith Judy Julia Julie Kamala Karen Kate Katharine Katherine
    Kathleen Kathy Katie Katrina Katy Kelly Kellyanne Kim Kimberly Kirsten Kristin Laura Lauren Leah Linda Lisa Liz
    Loretta Lori Lucy Lynn Madeleine Maggie Margaret Maria Marie Marine Marissa Martha Mary Maya Megan Megyn Melania
    Melissa Michelle Mia Monica Nadia Nancy Naomi Natalie Nicola Nicole Nikki Nina Olivia Pamela Patricia Patty Paula
    Rachel Rebecca Renee Rita Robin Rosa Rose Ruth Sally Samantha Sandra Sara Sarah Sharon Sheila Sophie Stephanie
    Susan Susana Suzanne Sylvia Tammy Teresa Theresa Tina Tracy Ursula Valerie Vanessa Vera Victoria Virginia Wendy
    Yolanda Zoe
    """.split()
)
