"""Given names that tell “he” from “she”; those that are places, words or last names as often are left out."""

from __future__ import annotations

MEN = frozenset(
    """
    Aaron Abdallah Abdul Abdullah Abel Abraham Achim Adam Adnan Adolfo Adrian Agustin Ahmed Aidan Aiden Akira Al
    Alain Alan Alasdair Alastair Albert Albrecht Aldo Alejandro Aleksandar Aleksander Aleksandr Alessandro Alex
    Alexander Alexandre Alexei Alexey Alfonso Alfred Alfredo Ali Alistair Allen Alvaro Amadou Amir Amos Anatoly
    Anders Andre Andreas Andrei Andrej Andres Andrew Andy Angus Anil Ansel Anthony Anton Antonio Antonis Antony
    Antti Archibald Archie Ari Ariel Armando Arnaud Arne Arnold Arthur Arturo Arvind Ashok Asif Atticus Augustus
    Aurelio Avi Axel Aziz Baptiste Barack Barnaby Barry Bartosz Bashar Bassam Bastian Ben Benedict Benito Benjamin
    Benny Bernard Bernardo Bernd Bernie Bertrand Bilal Bill Bjarne Bjorn Björn Bjørn Blaise Bob Bogdan Boris
    Boubacar Brad Brendan Brett Brian Bruce Bruno Bryan Byron Caleb Callum Calvin Cameron Carl Carlo Carlos Carsten
    Caspar Cassius Cecil Cedric Cesar Charles Chester Chidi Chinedu Chris Christian Christopher Chuck Chuka Cillian
    Clarence Claude Claudio Claus Clayton Clement Cliff Clifford Clive Colin Colm Conor Conrad Constantine Corey
    Cormac Cornelius Cory Craig Curtis Cyril Damian Damien Damon Dan Daniel Daniele Danilo Dariusz Darren Darryl
    Dave David Davide Declan Denis Dennis Denys Derek Dermot Desmond Dexter Diarmuid Dick Didier Diego Dieter
    Dietmar Dimitri Dimitris Dirk Dmitri Dmitry Dmytro Domenico Dominic Dominik Don Donal Donald Donovan Doug
    Douglas Duncan Dustin Dwight Dylan Eamon Eberhard Ed Eddie Edgar Edmund Edouard Eduardo Edvard Edward Edwin Egon
    Einar Eitan Elias Elijah Elliot Elliott Elmer Emanuel Emeka Emil Emile Emilio Emmanuel Emre Enda Enoch Enrico
    Enrique Enzo Eric Erich Erik Ernest Ernesto Ernst Errol Ervin Esteban Ethan Etienne Eugen Eugene Evan Evander
    Evgeny Ewan Ezekiel Ezra Fabian Fabio Fabrice Faisal Farid Federico Felipe Felix Ferdinand Fergus Fernando Fidel
    Filip Finlay Finn Flavio Florian Francesco Francis Francisco Franck Franco Francois Frank Franz François Fred
    Frederic Frederick Frederik Friedrich Fritz Frédéric Fyodor Gabriel Gareth Garrett Gary Gaston Gavin Geert
    Gennady Geoff Geoffrey Georg George Georges Georgi Gerald Gerard Gerhard Gert Giacomo Gianni Gideon Gilbert
    Gilles Giorgio Giorgos Giovanni Giulio Giuseppe Glen Glenn Godfrey Gonzalo Gordon Gottfried Graham Greg Gregory
    Grigory Guido Guillaume Guillermo Gunnar Gunther Gus Gustav Gustavo Gérard Günter Günther Habib Hakan Hakeem
    Hamid Hamish Hamza Hans Harald Hari Haris Harlan Harold Haroon Harrison Harry Haruki Hasan Hassan Hector
    Heiko Heinrich Heinz Helmut Hendrik Henning Henri Henrik Henry Herbert Herman Hermann Herve Hervé Hideo Hiroshi
    Homer Horace Horst Howard Hubert Hugh Hugo Humphrey Hussein Hyun Iain Ian Ibrahim Idris Igor Ike Ilya Imran
    Ioannis Irving Isaac Isaiah Ismail Istvan István Ivan Ivo Jaap Jacek Jack Jacob Jacques Jaime Jair Jake Jakob
    Jakub Jamal James Janez Janos Jared Jaroslav Jarrett Jason Javier Jay Jeb Jed Jeff Jeffery Jeffrey Jens Jeremy
    Jerome Jerry Jesper Jesús Jim Jimmie Jimmy Joachim Joakim Joao Joaquin Jochen Joe Joel Joerg Johan Johann
    Johannes John Johnny Jon Jonah Jonas Jonathan Jordi Jorge Jorgen Jose Josef Joseph Josh Joshua Josiah Josip João
    Juan Judd Julian Julien Julio Julius Jurgen Juri Justin János Jérôme Jörg Jørgen Jürgen Kaleb Kamal Kamil Karim
    Karl Karol Kaspar Keir Keith Kemal Ken Kenji Kenneth Kevin Khaled Khalid Khalil Kieran Kjell Klaus Knut Konrad
    Konstantin Kostas Krzysztof Kurt Kwame Kyle Lachlan Larry Lars Laszlo Laurent Lawrence Leander Lee Leif Leo Leon
    Leonard Leonardo Leonid Leopold Leroy Lester Levi Lewis Liam Lionel Lloyd Loic Lorcan Lorenz Lorenzo Lothar
    Louie Louis Luc Luca Lucas Lucian Luciano Lucien Ludovic Ludwig Luigi Luis Lukas Lukasz Luke Lutz Lyle Lyndon
    László Maciej Magnus Mahmoud Malcolm Malik Mamadou Manfred Manuel Marc Marcel Marcelo Marcin Marcio Marco Marcus
    Marek Mariano Mario Marius Mark Markus Marlon Martin Marvin Massimo Mateo Mateusz Mathias Mathieu Mats Matt
    Matteo Matthew Matthias Mattias Maurice Mauricio Maurizio Mauro Max Maxim Maxime Maximilian Maxwell Maynard
    Mehdi Mehmet Melvin Merrick Mervyn Micah Michael Michal Michel Miguel Mihai Mikael Mike Mikhail Miklos Miles
    Milo Milos Miloš Milton Miroslav Mitch Mitt Mohamad Mohamed Mohammad Mohammed Mohan Moritz Mortimer Moses
    Muhammad Mustafa Mykola Myron Nabil Nadav Narayan Narendra Nathan Naveed Neal Ned Neil Nestor Neville Newt
    Nicholas Nick Nicolae Nicolas Nigel Nikhil Niklas Nikolai Nikolaos Nikos Nils Noah Noel Norbert Norman Obadiah
    Olaf Olav Ole Oleg Oleh Oleksandr Oleksiy Oliver Olivier Olof Oluwaseun Omar Omer Orson Osama Oscar Oskar Osman
    Otto Owen Pablo Paolo Pascal Pasquale Patrice Patricio Patrick Paul Paulo Pavel Pawel Paweł Pedro Percy Perry
    Petar Peter Petr Petros Petter Phil Philip Philippe Phillip Pierre Piers Piet Pieter Piotr Poul Prakash Prasad
    Prescott Quentin Quincy Radek Radoslaw Rafael Rafał Rafi Raheem Rahul Raj Rajesh Rajiv Ralf Ralph Ramiro Ramon
    Ramzan Ramón Rand Randall Randy Raoul Raphael Rashid Rasmus Raul Ravi Ray Raymond Raúl Recep Reginald Reid
    Reince Reiner Reinhard Reinhold Remi Renato Rene René Reuben Rhys Ricardo Riccardo Richard Richie Rick Rico
    Rishi Ritchie Roald Rob Robbie Robby Robert Roberto Roderick Rodney Rodolfo Rodrigo Roger Roland Rolf Romeo Ron
    Ronald Ronan Ronnie Rory Roscoe Ross Roy Ruben Rudi Rudolf Rudolph Rudy Rufus Rui Rupert Ruslan Russell Rustam
    Ryan Ryszard Rémi Saad Sadiq Salim Salman Salvatore Sam Samir Samuel Sanjay Saul Scott Sean Sebastian Selim
    Serge Sergei Sergey Sergio Serhiy Seth Shane Shaun Shawn Sheldon Shigeru Shinzo Sidney Siegfried Sigurd Silas
    Silvio Simeon Simon Slobodan Solomon Soren Stanislav Stanley Stefan Stefano Stellan Sten Stephane Stephen Steve
    Steven Stewart Stig Stuart Stéphane Sunil Suresh Svein Sven Sylvain Sylvester Sébastien Søren Tadeusz Takashi
    Tarek Tariq Taro Tayyip Ted Terence Terrence Terry Thabo Thaddeus Theo Theodor Theodore Thierry Thilo Thomas
    Thor Thorsten Tiago Tibor Tiernan Tim Timothy Tito Titus Tobias Toby Todd Todor Tom Tomas Tomasz Tomaž Tomás
    Tony Torbjorn Torsten Travis Trevor Tristan Tucker Tyler Tyrone Tyson Ueli Ulf Ulrich Umberto Uwe Vaclav Vadim
    Valentin Valery Vasily Vaughn Vernon Vicente Victor Vikram Viktor Vincent Vincenzo Vinod Virgil Vitali Vitaly
    Vito Vladimir Vojtech Volker Volodymyr Vyacheslav Václav Wade Waldemar Walid Wallace Walter Warren Wayne Wendell
    Werner Wes Wesley Wilbur Wilfred Wilfried Wilhelm Will Willard Willem William Willis Winston Wojciech Wolfgang
    Xavier Xi Yannick Yannis Yaroslav Yasser Yevgeny Yitzhak Yoav Yuri Yuriy Yusuf Yves Zach Zachary Zbigniew Zoltan
    Étienne
    """.split()
)
WOMEN = frozenset(
    """
    Abby Abigail Ada Adela Adele Adriana Agata Agatha Agnes Agnieszka Aileen Aisha Aislinn Alessandra Alexa
    Alexandra Alexis Alice Alicia Alina Alisa Alison Alma Alyssa Amal Amanda Amara Amelia Amelie Amina Amira Amy
    Amélie Ana Anabel Anastasia Andrea Anette Angela Angelina Anita Anja Anke Ann Anna Annabel Annalena Anne Anneke
    Anneliese Annelise Annette Annie Annika Antje Antoinette Antonia Anya Ariana Arlene Astrid Asya Audrey Ava
    Ayesha Ayse Ayşe Azra Barbara Beata Beatrice Beatriz Becky Belinda Benedetta Berit Bernadette Bernice Bertha
    Beryl Beth Betsy Bettina Betty Beverly Bianca Birgit Birgitte Blanca Brenda Brenna Brianna Bridget Bridie Brigid
    Brigitte Britta Bronwyn Camila Camilla Camille Candace Carina Carine Carla Carly Carmela Carmen Carol Carole
    Carolina Caroline Carolyn Carrie Cassandra Catalina Catherine Cathy Catriona Cecile Cecilia Celeste Celia Celine
    Chantal Charlene Charlotte Charmaine Chelsea Cheryl Chiara Chloe Chloé Christa Christel Christiana Christiane
    Christina Christine Ciara Cinzia Claire Clara Clarice Clarissa Claudia Claudine Clementine Clotilde Colette
    Colleen Concepción Condoleezza Connie Constance Consuelo Cora Coral Cordelia Corinne Cornelia Cristina Cynthia
    Cécile Céline Dagmar Dahlia Dalia Dana Daniela Danielle Danuta Daphne Daria Darlene Dawn Debbie Deborah Debra
    Deirdre Delia Delphine Denisa Denise Desiree Despina Diana Diane Dianne Dilma Dimitra Dina Dolores Donna Dora
    Doreen Doris Dorota Dorothea Dorothy Edith Edna Eileen Eimear Eira Elaine Eleanor Elena Eleonora Elfriede Eliana
    Elina Elisa Elisabeth Elise Elizabeth Elke Ella Ellen Elsa Elsie Elspeth Elvira Emilia Emilie Emily Emine Emma
    Enid Erica Erika Erin Erna Esmeralda Esperanza Estelle Esther Ethel Etta Eugenia Eugenie Eunice Eva Evangeline
    Eve Evelyn Ewa Farah Fatima Faye Federica Felicia Felicity Fern Fernanda Filippa Fiona Flavia Flora Francesca
    Francine Françoise Freda Freya Frida Frieda Friederike Gabriela Gabriele Gabrielle Gail Gemma Genevieve
    Geneviève Georgina Geraldine Gerda Germaine Gertrude Ghislaine Gillian Gina Giorgia Giovanna Gisela Gisele
    Gisèle Giulia Gloria Grace Greta Gretchen Guadalupe Gudrun Gunilla Gwen Gwendolyn Gwyneth Hadiza Hadley Hana
    Hanna Hannah Hanne Harriet Hatice Heather Hedda Hedwig Heidi Heike Helen Helena Helene Helga Henrietta Hermine
    Hilda Hildegard Hillary Hiroko Hope Huma Hyacinth Hélène Ida Ilana Ilaria Ilse Imelda Imogen Ines Inga Inge
    Ingeborg Ingrid Inès Ioana Irena Irene Irina Iris Irma Isabel Isabella Isabelle Isla Isobel Ivana Ivanka Iwona
    Jacinda Jacinta Jackie Jacqueline Jadwiga Jan Jana Jane Janelle Janet Janice Janina Janine Jasmine Jean Jeanette
    Jeanne Jeannette Jemima Jenna Jennifer Jenny Jessica Jessie Jill Joan Joana Joann Joanna Jocelyn Johanna Jolanta
    Josefina Josephine Joy Joyce Juanita Judith Judy Julia Juliana Juliane Julie Juliet Juliette Justine Jutta Jyoti
    Kamala Karen Karin Karina Karla Karolina Kasia Katarina Katarzyna Kate Katerina Katharine Katherina Katherine
    Kathleen Kathrin Kathryn Kathy Katie Katja Katrin Katrina Katy Kayla Keiko Keira Kelly Kellyanne Kendra Kerstin
    Khadija Kiera Kim Kimberly Kirsten Kirsty Klara Kristen Kristin Kristina Kristine Krystyna Lakshmi Lana Lara
    Larissa Latifa Latoya Laura Lauren Laurie Lavinia Layla Leah Leila Lena Leona Leonie Leonora Leticia Letitia
    Lidia Liesel Lila Lilian Lillian Lily Lina Linda Lindsay Lisa Liv Livia Liz Lola Lorena Loretta Lori Lorraine
    Lotte Louisa Louise Lucia Luciana Lucie Lucille Lucinda Lucretia Lucy Lucía Ludmila Luisa Lydia Lynda Lynn Lynne
    Mabel Madeleine Madeline Magda Magdalena Magdalene Maggie Maia Maire Mairead Maja Malala Malgorzata Malin
    Mallory Manon Manuela Mara Marcela Marcella Marcia Margaret Margarethe Margarita Margherita Margit Margot
    Margrethe Marguerite Maria Mariam Mariana Marianna Marianne Maribel Marie Marijke Marilyn Marina Marine Marisol
    Marissa Marit Marjorie Marlene Marsha Marta Martha Marthe Martina Mary Matilda Maud Maude Maureen Mavis Maxine
    Maya Małgorzata Mechthild Meera Megan Meghan Megyn Mehwish Mei Melania Melissa Meredith Meryl Mia Michaela
    Michele Micheline Michelle Mildred Milena Millicent Mina Minerva Mira Miranda Mireille Miriam Mitzi Moira Molly
    Mona Monica Monika Monique Morag Muriel Myra Myriam Nadezhda Nadia Nadine Nadja Nancy Nanette Naoko Naomi
    Natalia Natalie Natasha Nathalie Neha Nell Nellie Nerys Nessa Ngozi Niamh Nicola Nicole Nicoletta Nigella Nikki
    Nilufer Nina Nirmala Noelle Noemi Nora Noreen Norma Nuala Odette Odile Oksana Olga Olivia Oonagh Ophelia Orla
    Ornella Ottilie Padma Paloma Pamela Pascale Patricia Patty Paula Paulina Pauline Peggy Penelope Penny Perpetua
    Petra Philippa Phoebe Phyllis Pia Pilar Polly Pooja Portia Priscilla Priti Priya Priyanka Queenie Rachel Ramona
    Rania Raquel Rasha Rebecca Regina Rena Renata Renate Renee Rhiannon Rhoda Rhonda Ricarda Rita Roberta Robin
    Rocio Romy Rosa Rosalie Rosalind Rosalyn Rosamund Rosanna Rose Roseanne Rosemary Rosie Roswitha Roxana Roxane
    Roxanne Rukmini Runa Ruth Sabina Sabine Sabrina Sadia Sadie Safiya Sally Salma Salome Samantha Samira Sandra
    Sanna Saoirse Sara Sarah Saskia Selena Selina Selma Serena Shabana Shannon Sharon Sheila Shelley Sherry Shirin
    Shirley Shreya Sian Sibyl Sigrid Silke Silvana Silvia Simona Sinead Sinéad Siobhan Siobhán Sissel Siân Sofia
    Sofie Solange Solveig Sonia Sonja Sonya Sophia Sophie Soraya Stacey Stacy Stella Stephanie Sue Sunita Sunniva
    Susan Susana Susanna Susanne Suzanne Suzette Svetlana Swati Sybil Sylvia Sylvie Tabitha Tamara Tammy Tamsin
    Tania Tanja Tanya Tara Tatiana Tatyana Teresa Tessa Thea Thelma Theresa Therese Thérèse Tiffany Tilda Tina Tove
    Tracy Trinh Trisha Trudy Ulla Ulrike Uma Una Ursula Ute Valentina Valeria Valerie Vanessa Vanya Vera Verena
    Verity Veronica Veronika Veronique Vicki Vicky Victoria Vida Vigdis Vilma Viola Violeta Virginia Virginie Viveca
    Vivian Vivien Vivienne Véronique Waltraud Wanda Wangari Wendy Wilhelmina Wilma Winifred Winnie Xenia Xiomara
    Yael Yasmin Yasmina Yelena Yevgenia Ylva Yoko Yolanda Yulia Yvette Yvonne Zainab Zara Zaynab Zeinab Zelda Zeynep
    Zoe Zofia Zsuzsanna Zuzana Émilie
    """.split()
)
