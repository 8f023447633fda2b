"""What stands on a page beside the article's text, told by its place and its markup, not by what it is called."""

from __future__ import annotations

import pytest

import newscrawl

FINNISH = (
    "Saaren ainoa kauppa avasi maanantaina ovensa uudelleen, kun kyläläiset olivat korjanneet katon talkoilla.",
    "Kauppias Aino Rantala kertoi: hyllyt täytettiin kahdessa päivässä ja ensimmäinen asiakas odotti jo portailla.",
    "Kunta maksaa sähkön seuraavat kolme vuotta. Sen jälkeen kaupan on tultava toimeen omillaan.",
    "Syksyllä rakennuksen päätyyn avataan kirjaston sivupiste, jossa voi lainata myös työkaluja.",
)
PORTUGUESE = (
    "A ponte de pedra sobre o ribeiro de Valmoura reabriu no sábado, depois de quatro anos de obras e de desvios.",
    "Os canteiros numeraram cada bloco antes de o retirar e voltaram a pô-lo no mesmo lugar, contou a engenheira.",
    "Pela ponte passam agora apenas peões e bicicletas; os carros seguem pela variante aberta em janeiro.",
    "A câmara promete ligar as duas margens com um caminho iluminado até ao fim do próximo ano.",
)


def body(inner: str, lines: tuple[str, ...] = FINNISH, language: str = "fi", behind: str = "", before: str = "") -> str:
    title = "Kauppa avattiin" if lines is FINNISH else "Ponte reabre"
    page = (
        f'<html lang="{language}"><head><title>{title}</title><meta property="og:title" content="{title}"></head>'
        f"<body>{before}<main><article><h1>{title}</h1><div>{inner or paragraphs(lines)}</div></article>{behind}</main>"
    )
    return newscrawl.extract(page, "https://lehti.example/2026/03/04/juttu").article_body or ""


def paragraphs(lines: tuple[str, ...]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


PROMPTS = paragraphs((
    "Tallennamme kumppaneidemme kanssa laitteellesi evästeitä ja luemme niitä, jotta voimme mitata lukemista.",
    "Voit perua suostumuksesi milloin tahansa sivun alalaidasta, eikä se vaikuta aiempaan käsittelyyn.",
))  # fmt: skip


@pytest.mark.parametrize(
    "opening",
    [
        'div role="dialog"',
        'section role="alertdialog"',
        'div aria-modal="true"',
        "dialog open",
        'div class="x" role="dialog"',
    ],
)
@pytest.mark.parametrize("place", ["before", "inside", "behind"])
def test_a_dialogue_is_no_text_wherever_it_stands(opening: str, place: str) -> None:
    box = f"<{opening}><h2>Yksityisyys</h2>{PROMPTS}<button>Hyväksy</button></{opening.split()[0]}>"
    text = {
        "before": body("", before=box),
        "inside": body(paragraphs(FINNISH[:2]) + box + paragraphs(FINNISH[2:])),
        "behind": body("", behind=box),
    }[place]
    assert text == "\n\n".join(FINNISH)


def test_an_article_that_a_dialogue_shows_is_read() -> None:
    page = (
        "<html lang=pt><head><title>Ponte reabre</title></head><body>"
        f'<div role="dialog" aria-modal="true"><h1>Ponte reabre</h1>{paragraphs(PORTUGUESE)}</div></body>'
    )
    assert PORTUGUESE[3] in (newscrawl.extract(page, "https://folha.example/n/1").article_body or "")


@pytest.mark.parametrize("opening", ["div hidden", 'div style="display:none"', 'section style="visibility: hidden"'])
def test_a_hidden_text_beside_the_article_is_not_read_however_long(opening: str) -> None:
    box = f"<{opening}><h2>Aiemmin</h2>{paragraphs(PORTUGUESE)}{paragraphs(PORTUGUESE[:1])}</{opening.split()[0]}>"
    assert body(paragraphs(FINNISH), behind=box) == "\n\n".join(FINNISH)


def test_the_parts_of_a_streamed_page_are_shown_by_a_script() -> None:
    late = "".join(f'<div hidden id="S:{n:x}"><p>{line}</p></div>' for n, line in enumerate(FINNISH[2:], 9))
    assert body(paragraphs(FINNISH[:2]), behind=late) == "\n\n".join(FINNISH)


def test_a_text_hidden_under_its_headline_is_read() -> None:
    inner = f"<div hidden>{paragraphs(PORTUGUESE)}</div>"
    assert body(inner, PORTUGUESE, "pt") == "\n\n".join(PORTUGUESE)


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        ("<h3>{}</h3>", "<div hidden><p>{}</p></div>"),
        ("<h4>{}</h4>", '<div style="display:none"><p>{}</p></div>'),
        ("<h3><button aria-expanded=false>{}</button></h3>", "<div hidden><p>{}</p></div>"),
        ("<h2><button>{}</button></h2>", '<div aria-hidden="true"><p>{}</p></div>'),
    ],
)
def test_the_panels_of_an_accordion_are_text_with_their_heads(head: str, answer: str) -> None:
    asked = ("Quem paga as obras?", "Quando passa o primeiro carro?")
    panels = "".join(head.format(ask) + answer.format(said) for ask, said in zip(asked, PORTUGUESE[1:3], strict=True))
    text = body(f"<p>{PORTUGUESE[0]}</p>{panels}<p>{PORTUGUESE[3]}</p>", PORTUGUESE, "pt")
    assert text.split("\n\n") == [PORTUGUESE[0], asked[0], PORTUGUESE[1], asked[1], PORTUGUESE[2], PORTUGUESE[3]]


COMMENTS = (
    "Minha avó atravessava esta ponte todos os dias para vender queijo na feira, e agora vou eu com os netos.",
    "E quem limpa a neve no inverno? Da última vez estivemos três semanas sem passagem nenhuma.",
)


@pytest.mark.parametrize("heading", ["Comentários", "2 comentários", "Comentários (2)"])
@pytest.mark.parametrize("names", [("k9", "q2"), ("", ""), ("panel", "entry")])
def test_what_a_heading_calls_comments_is_none_of_the_text(heading: str, names: tuple[str, str]) -> None:
    thread = "".join(f'<div class="{names[1]}"><b>leitor{n}</b><p>{said}</p></div>' for n, said in enumerate(COMMENTS))
    behind = f'<div class="{names[0]}"><h2>{heading}</h2>{thread}</div>'
    assert body("", PORTUGUESE, "pt", behind=behind) == "\n\n".join(PORTUGUESE)
    inside = f'{paragraphs(PORTUGUESE)}<div class="{names[0]}"><h2>{heading}</h2>{thread}</div>'
    assert body(inside, PORTUGUESE, "pt") == "\n\n".join(PORTUGUESE)


@pytest.mark.parametrize("tag", ["h2", "h3", "h4"])
def test_what_a_heading_opens_behind_the_article_is_another_text(tag: str) -> None:
    about = (
        "O jornal nasceu numa garagem em 1921 e desde então sai todas as semanas, menos na da feira.",
        "Hoje é feito por quatro pessoas que vivem na vila e respondem às cartas à mão.",
    )
    behind = f"<div><{tag}>A casa do jornal</{tag}>{paragraphs(about)}</div>"
    assert body("", PORTUGUESE, "pt", behind=behind) == "\n\n".join(PORTUGUESE)


def test_an_article_that_goes_on_behind_its_element_is_whole() -> None:
    page = (
        "<html lang=pt><head><title>Ponte reabre</title></head><body><main><article><h1>Ponte reabre</h1>"
        f"<p>{PORTUGUESE[0]}</p></article><div><h2>Pedra a pedra</h2>{paragraphs(PORTUGUESE[1:])}</div></main></body>"
    )
    assert PORTUGUESE[3] in (newscrawl.extract(page, "https://folha.example/n/1").article_body or "")


@pytest.mark.parametrize("group", ["{}{}", "<div>{}{}</div>"])
def test_a_list_of_terms_inside_the_text_is_whole(group: str) -> None:
    said = (("Comprimento", "Quarenta e um metros"), ("Idade", "Trezentos anos"), ("Galeria", "No pilar do meio"))
    terms = "".join(group.format(f"<dt>{term}</dt>", f"<dd>{told}</dd>") for term, told in said)
    text = body(f"{paragraphs(PORTUGUESE[:2])}<dl>{terms}</dl>{paragraphs(PORTUGUESE[2:])}", PORTUGUESE, "pt")
    assert [line for line in text.split("\n") if line and line not in PORTUGUESE] == [
        word for pair in said for word in pair
    ]


@pytest.mark.parametrize("mark", ["mk/STT", "(STT)", "STT–AFP", "(AFP/jl)", "Reuters, ab"])
def test_the_mark_of_an_agency_ends_no_text(mark: str) -> None:
    assert body(f"{paragraphs(FINNISH)}<p>{mark}</p>") == "\n\n".join(FINNISH)


def test_a_caption_that_calls_itself_one_is_none_of_the_text() -> None:
    caption = '<p class="foto-legend">A ponte antes das obras, vista do moinho. Foto de arquivo</p>'
    inner = f'<p>{PORTUGUESE[0]}</p><p><img src="/a.jpg"></p>{caption}{paragraphs(PORTUGUESE[1:])}'
    assert body(inner, PORTUGUESE, "pt") == "\n\n".join(PORTUGUESE)
