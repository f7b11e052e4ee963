"""How the page of an inspection looks, by day and by night."""

STYLE = """
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#dfe4ea;--paper:#fff;--ground:#f4f6f9;
--accent:#2f6fdd;--good:#167a4a;--fair:#a05a00;--bad:#b3261e;--tint:#eaf1fd}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa5b4;--line:#313a47;--paper:#1a2029;--ground:#12161c;
--accent:#6ea2ff;--good:#58c794;--fair:#e0a44a;--bad:#f28b82;--tint:#223049}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:78rem;padding:2rem 1.5rem 4rem;background:var(--ground);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
h1{margin:0;font-size:1.7rem;overflow-wrap:anywhere}
h2{margin:2.4rem 0 .7rem;font-size:1.15rem}
p{margin:.3rem 0;color:var(--soft)}
.lead{font-size:1.05rem}.lead strong{color:var(--ink)}
code{font:13px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.cards{display:flex;flex-wrap:wrap;gap:.8rem;margin-top:1.4rem}
.card{flex:1 1 9rem;padding:.9rem 1.1rem;background:var(--paper);border:1px solid var(--line);border-radius:.7rem}
.card b{display:block;font-size:1.7rem;line-height:1.2;font-variant-numeric:tabular-nums}
.card span{color:var(--soft)}
.card.good b,.good{color:var(--good)}.card.fair b{color:var(--fair)}.card.bad b,.bad{color:var(--bad)}
.table{overflow-x:auto;background:var(--paper);border:1px solid var(--line);border-radius:.7rem}
table{width:100%;border-collapse:collapse}
th,td{padding:.5rem .8rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
tr:last-child td{border-bottom:0}
td:first-child code{white-space:nowrap}
th{font-size:.78rem;font-weight:600;letter-spacing:.03em;color:var(--soft);white-space:nowrap}
.filled{display:flex;align-items:center;gap:.5rem;white-space:nowrap;font-variant-numeric:tabular-nums}
.bar{width:4.5rem;height:.5rem;border-radius:.25rem;background:var(--line);overflow:hidden}
.bar i{display:block;height:100%;background:var(--accent)}
.figure{display:block;text-align:right;font-variant-numeric:tabular-nums}
.kind{display:inline-block;padding:.05rem .5rem;border-radius:.4rem;background:var(--tint);font-size:.86rem}
.kind+small{display:block;color:var(--soft)}
.detail{color:var(--soft);font-size:.9rem;overflow-wrap:anywhere}
.pill{padding:.05rem .5rem;border-radius:1rem;border:1px solid currentColor;font-size:.82rem}
.pill.weak{color:var(--bad)}.pill.acceptable{color:var(--fair)}.pill.strong{color:var(--good)}
.chip{display:inline-block;margin:0 .4rem .4rem 0;padding:.15rem .6rem;background:var(--paper);
border:1px solid var(--line);border-radius:1rem}
footer{margin-top:2.5rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.88rem}
"""
