"""A library of two articles, and a draft that quotes them rightly and wrongly."""

from __future__ import annotations

from datetime import date

from index.article import Article

VALVE = Article(
    id="valve",
    title="Inquiry blames <b>valve</b>",
    text=(
        "A drain valve let 1,900 litres of solvent run into the ground, an inquiry found on Wednesday.\n\n"
        "“The valve was closed on May 7, and we have the log to prove it,” Marcus Tollemar said. “We will pay every "
        "household, but only if the court in Ostra agrees with us.”\n\n"
        "“A man with a padlock would have prevented this,” Katrin Moseley told a packed town hall."
    ),
    source="valve.txt",
    url="https://uplandpost.example/valve",
    outlet="Upland Post",
    published=date(2025, 7, 30),
)
DRAFT = (
    "# What was said\n\n"
    "“A man with a padlock would have prevented this,” Moseley said.\n\n"
    "“The valve was closed on May 8, and we have the log to prove it,” Tollemar said.\n\n"
    "“We will pay every household,” Tollemar said.\n\n"
    "“We have the log to prove it,” said Moseley.\n\n"
    "“Nobody <script>alert(1)</script> will ever know,” said Tollemar.\n"
)
