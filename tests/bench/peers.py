"""The same record as a small site for other generators: a base layout, a page for each entry with its facts, a list
for each year, tag pages, a feed, a sitemap. They judge nothing."""
import json


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


BASE_HEAD = '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title></head>\n<body><nav><a href="/">Home</a></nav><main>'
BASE_FOOT = "</main><footer>CPD</footer></body></html>\n"


class Hugo:
    """https://gohugo.io"""

    @staticmethod
    def site(entries, out):
        write(out / "hugo.toml", 'baseURL = "https://robin.example/cpd/"\ntitle = "CPD"\nenableRobotsTXT = true\n[taxonomies]\ntag = "tags"\n'
              '[outputs]\nhome = ["html", "rss"]\nsection = ["html"]\ntaxonomy = ["html"]\nterm = ["html"]\n')
        layouts = out / "layouts"
        write(layouts / "_default/baseof.html",
              BASE_HEAD.format(title="{{ .Title }}") + '{{ block "main" . }}{{ end }}' + BASE_FOOT)
        write(layouts / "_default/single.html",
              '{{ define "main" }}<h1>{{ .Title }}</h1><dl><dt>Date</dt><dd>{{ .Date.Format "2 Jan 2006" }}</dd>'
              "<dt>Hours</dt><dd>{{ .Params.hours }}</dd><dt>Area</dt><dd>{{ .Params.category }}</dd>"
              "<dt>Kind</dt><dd>{{ .Params.kind_of }}</dd><dt>Provider</dt><dd>{{ .Params.provider }}</dd></dl>"
              '<ul>{{ range .Params.tags }}<li><a href="{{ "tags/" | absURL }}{{ . | urlize }}/">{{ . }}</a></li>{{ end }}</ul>'
              "{{ .Content }}<h2>Reflection</h2><p>{{ .Params.reflection }}</p>{{ end }}")
        row = '<tr><td>{{ .Date.Format "2006-01-02" }}</td><td><a href="{{ .RelPermalink }}">{{ .Title }}</a></td><td>{{ .Params.hours }}</td><td>{{ .Params.category }}</td></tr>'
        write(layouts / "_default/list.html",
              '{{ define "main" }}<h1>{{ .Title }}</h1><table>{{ range .Pages }}' + row + "{{ end }}</table>{{ end }}")
        write(layouts / "index.html",
              '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range (where .Site.Pages "Kind" "section") }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}')
        for e in entries:
            year = e["date"].year
            section = out / f"content/activities/{year}"
            if not section.exists():
                write(section / "_index.md", f"---\ntitle: {quoted(str(year))}\n---\n")
            front = {"title": e["title"], "date": str(e["date"]), "hours": e["minutes"] / 60, "category": e["category"],
                     "kind_of": e["type"], "planned": e["planned"], "provider": e["provider"], "tags": e["tags"],
                     "reflection": " ".join(e["reflection"])}
            head = "\n".join(f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in front.items())
            write(section / f"{e['date']}-{e['slug']}.md", f"---\n{head}\n---\n{e['body']}")

    @staticmethod
    def command(source, out):
        return ["hugo", "--source", source, "--destination", out, "--cacheDir", f"{source}-cache", "--quiet"]


class Zola:
    """https://www.getzola.org"""

    @staticmethod
    def site(entries, out):
        write(out / "config.toml", 'base_url = "https://robin.example/cpd"\ntitle = "CPD"\ngenerate_feeds = true\ntaxonomies = [{ name = "tags" }]\n')
        templates = out / "templates"
        write(templates / "base.html", BASE_HEAD.format(title="{% block title %}CPD{% endblock %}") + "{% block main %}{% endblock %}" + BASE_FOOT)
        row = '<tr><td>{{ page.date }}</td><td><a href="{{ page.permalink | safe }}">{{ page.title }}</a></td><td>{{ page.extra.hours }}</td><td>{{ page.extra.category }}</td></tr>'
        write(templates / "page.html",
              '{% extends "base.html" %}{% block title %}{{ page.title }}{% endblock %}{% block main %}<h1>{{ page.title }}</h1>'
              "<dl><dt>Date</dt><dd>{{ page.date }}</dd><dt>Hours</dt><dd>{{ page.extra.hours }}</dd><dt>Area</dt><dd>{{ page.extra.category }}</dd>"
              "<dt>Kind</dt><dd>{{ page.extra.kind_of }}</dd><dt>Provider</dt><dd>{{ page.extra.provider }}</dd></dl>"
              "<ul>{% for tag in page.taxonomies.tags %}<li><a href=\"{{ get_taxonomy_url(kind='tags', name=tag) | safe }}\">{{ tag }}</a></li>{% endfor %}</ul>"
              "{{ page.content | safe }}<h2>Reflection</h2><p>{{ page.extra.reflection }}</p>{% endblock %}")
        listed = '{% extends "base.html" %}{% block main %}<h1>{{ NAME }}</h1><table>{% for page in PAGES %}' + row + "{% endfor %}</table>{% endblock %}"
        write(templates / "section.html", listed.replace("NAME", "section.title").replace("PAGES", "section.pages"))
        write(templates / "tags/single.html", listed.replace("NAME", "term.name").replace("PAGES", "term.pages"))
        write(templates / "tags/list.html", '{% extends "base.html" %}{% block main %}<ul>{% for term in terms %}<li><a href="{{ term.permalink | safe }}">{{ term.name }}</a></li>{% endfor %}</ul>{% endblock %}')
        years = sorted({e["date"].year for e in entries})
        links = "".join(f'<li><a href="activities/{y}/">{y}</a></li>' for y in years)
        write(templates / "index.html", '{% extends "base.html" %}{% block main %}<h1>CPD</h1><ul>' + links + "</ul>{% endblock %}")
        for y in years:
            write(out / f"content/activities/{y}/_index.md", f'+++\ntitle = "{y}"\nsort_by = "date"\n+++\n')
        for e in entries:
            front = "\n".join([f"title = {quoted(e['title'])}", f"date = {e['date']}", "[taxonomies]", f"tags = {json.dumps(e['tags'])}",
                               "[extra]", f"hours = {e['minutes'] / 60}", f"category = {quoted(e['category'])}", f"kind_of = {quoted(e['type'])}",
                               f"planned = {str(e['planned']).lower()}", f"provider = {quoted(e['provider'])}",
                               f"reflection = {quoted(' '.join(e['reflection']))}"])
            write(out / f"content/activities/{e['date'].year}/{e['date']}-{e['slug']}.md", f"+++\n{front}\n+++\n{e['body']}")

    @staticmethod
    def command(source, out):
        return ["zola", "--root", source, "build", "--output-dir", out, "--force"]


PEERS = {"hugo": Hugo, "zola": Zola}
