"""A page with an article and one without, written for the tests of the command line."""

PARAGRAPHS = (
    "The harbour bridge reopened on Monday after eleven months of repairs, and the first tram crossed it at six in the "
    "morning with a brass band on board, the port authority said.",
    "Engineers replaced every second cable and most of the deck. “We found more rust than the drawings promised,” said "
    "Ines Calloway, who led the work, “but nothing that frightened us.”",
    "Traffic will be limited to trams, bicycles and pedestrians until the spring, when the council wants to decide "
    "whether private cars may return at all. A survey among residents found no majority for either side.",
    "The repairs cost 41 million crowns, about a tenth more than planned. Half of that was paid by the port, which "
    "needs the bridge for the freight line to the northern quay.",
)

ARTICLE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Harbour bridge reopens after eleven months - Lanternby Courier</title>
<meta property="og:title" content="Harbour bridge reopens after eleven months">
<meta property="og:type" content="article"><meta property="og:site_name" content="Lanternby Courier">
<meta property="article:published_time" content="2026-11-23T07:30:00+01:00"></head><body>
<nav><a href="/">Home</a> <a href="/city">City</a> <a href="/sport">Sport</a></nav>
<article><h1>Harbour bridge reopens after eleven months</h1><p class="byline">By Ada Marlow</p>
{"".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)}
</article><footer>© 2026 Lanternby Courier. All rights reserved.</footer></body></html>"""

LIST = (
    """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>City - Lanternby Courier</title></head>
<body><nav><a href="/">Home</a> <a href="/city">City</a></nav><h1>City</h1><ul>"""
    + "".join(f'<li><a href="/city/story-{n}">Story number {n} of the city desk</a></li>' for n in range(30))
    + "</ul></body></html>"
)
