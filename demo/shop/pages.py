"""The shop's pages: a template and texts in a language, filled in. What is filled in is escaped.

    {{name}}                a value; {{t.name}} a text
    {{#name}}…{{/name}}     once for each row of a list; once for a true value; else not at all
"""

import html
import pathlib
import re

HERE = pathlib.Path(__file__).parent
STYLES = HERE.parent.parent / "web" / "styles"  # Löfte's own: the shop looks like its My pages
LANGUAGES = {"sv": "Svenska", "en": "English"}
PLACE = re.compile(r"\{\{#(\w+)\}\}(.*?)\{\{/\1\}\}|\{\{([\w.]+)\}\}", re.DOTALL)

KINDS = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
ASSETS = {file.name: file for file in [STYLES / "lofte.css", STYLES / "customer.css", HERE / "shop.css",
                                       *sorted((HERE / "pictures").glob("*.svg"))]}


def read_texts(language):
    texts = {}
    for line in (HERE / "texts" / (language + ".txt")).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            key, text = line.split(": ", 1)
            texts["t." + key] = text
    return texts


TEXTS = {language: read_texts(language) for language in LANGUAGES}
LAYOUT = (HERE / "templates" / "layout.html").read_text("utf-8")
TEMPLATES = {file.stem: LAYOUT.replace("<!--BODY-->", file.read_text("utf-8"))
             for file in (HERE / "templates").glob("*.html") if file.stem != "layout"}


def fill(template, values):
    def filled(place):
        section, inside, name = place.groups()
        if name:
            return html.escape(str(values[name]))
        shown = values[section]
        rows = shown if isinstance(shown, list) else [{}] if shown else []
        return "".join(fill(inside, {**values, **row}) for row in rows)

    return PLACE.sub(filled, template)


def page(name, language, path, values):
    """`path`: where the page is in another language."""
    texts = TEXTS[language]
    languages = [{"code": code, "own_name": own, "is_shown": code == language, "is_other": code != language}
                 for code, own in LANGUAGES.items()]
    return fill(TEMPLATES[name], {**texts, "title": texts[f"t.{name}.title"], "language": language, "path": path,
                                  "languages": languages, **values})
