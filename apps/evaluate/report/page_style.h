// How the page looks, on light and on dark.
#pragma once

namespace sleeve::apps {

constexpr const char* kPageStyle = R"css(
:root { color-scheme: light dark;
  --paper: #fbfaf8; --card: #ffffff; --ink: #1d1f24; --soft: #5d626d; --rule: #e2dfd9;
  --real: #2f6db5; --generated: #c9631c; --between: #7a62a8;
  --good: #2c7d4f; --middling: #a87412; --bad: #bb3030; --unknown: #6a6f7a; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #16181c; --card: #1f2228; --ink: #e9e8e4; --soft: #a1a6b1; --rule: #363b44;
  --real: #74abea; --generated: #f0985a; --between: #b8a2e6;
  --good: #5fc08a; --middling: #e0b04a; --bad: #f27e7e; --unknown: #a1a6b1; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
main { max-width: 1240px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 1.75rem; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 1.25rem; margin: 48px 0 4px; }
h3 { font-size: 1rem; margin: 24px 0 4px; }
.card > :first-child > h3, .card > h3:first-child { margin-top: 0; }
p { margin: 4px 0 12px; max-width: 78ch; }
.soft, figcaption { color: var(--soft); }
.card { background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
  padding: 16px 20px; margin: 16px 0; overflow-x: auto; }
.verdict { border-left: 6px solid var(--mark); }
.verdict > p:first-child { font-size: 1.2rem; font-weight: 600; margin-bottom: 16px; max-width: none; }
.finding { display: grid; grid-template-columns: 12em 1fr; gap: 4px 16px; margin: 8px 0; }
.finding > :first-child { font-weight: 600; }
.badge { display: inline-block; min-width: 5.5em; text-align: center; padding: 0 8px; margin-right: 8px;
  border: 1px solid var(--mark); border-radius: 99px; color: var(--mark); font-size: 0.8rem;
  font-weight: 600; white-space: nowrap; }
.good { --mark: var(--good); } .middling { --mark: var(--middling); }
.bad { --mark: var(--bad); } .unknown { --mark: var(--unknown); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 0.9rem; }
th { text-align: left; font-weight: 600; vertical-align: bottom; color: var(--soft); }
th, td { padding: 3px 10px; } th:first-child { padding-left: 0; }
tbody tr:first-child > * { border-top: 1px solid var(--rule); padding-top: 8px; }
tbody tr:last-child > * { padding-bottom: 8px; }
tbody th { color: var(--ink); vertical-align: top; overflow-wrap: anywhere; min-width: 8.5em; max-width: 14em; }
td.number, th.number { text-align: right; white-space: nowrap; }
td.line { white-space: nowrap; } td.gap { color: var(--soft); font-style: italic; }
.key { display: inline-block; width: 0.7em; height: 0.7em; border-radius: 2px; margin-right: 6px; background: var(--colour); }
.real { --colour: var(--real); } .generated { --colour: var(--generated); } .between { --colour: var(--between); }
.chart { display: block; } .chart text { fill: var(--soft); font-size: 11px; font-weight: 400; }
.rule { stroke: var(--rule); } .track { fill: var(--rule); }
.whisker { stroke: var(--colour); } .dots { stroke: var(--colour); stroke-dasharray: 1 4; }
.box { fill: var(--colour); fill-opacity: 0.3; stroke: var(--colour); }
.median { stroke: var(--colour); stroke-width: 3; } .chance { stroke: var(--ink); stroke-dasharray: 2 2; }
.mean { fill: var(--card); stroke: var(--colour); stroke-width: 1.5; }
circle.mean { fill: var(--colour); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 2px 20px; margin: 0; }
.facts dt { color: var(--soft); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.terms { columns: 2 26em; column-gap: 32px; margin: 12px 0 0; font-size: 0.85rem; color: var(--soft); }
.terms div { break-inside: avoid; margin-bottom: 6px; } .terms dt { font-weight: 600; color: var(--ink); }
.terms dd { margin: 0; }
figure { margin: 16px 0; } figcaption { max-width: 78ch; margin: 4px 0; }
img { display: block; max-width: 100%; height: auto; image-rendering: pixelated; border: 1px solid var(--rule); }
@media (max-width: 640px) { .finding { grid-template-columns: 1fr; } main { padding: 16px; } }
@media print { .card { break-inside: avoid; } }
)css";

}  // namespace sleeve::apps
