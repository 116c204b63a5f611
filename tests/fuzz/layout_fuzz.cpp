// Any bytes as a tree of boxes with styles, from layout to the display list: nothing crashes or hangs. Each byte says
// what comes next: an element with a style of a list, words, or the end of an element.
#include "support/laid_out.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace {

constexpr std::array kTags{"div",   "p",     "span", "table",   "tr", "td",  "ul",   "li", "b",
                           "tbody", "thead", "h1",   "caption", "ol", "bdi", "ruby", "rt"};

constexpr std::array kStyles{"float:left",
                             "float:right",
                             "clear:both",
                             "position:absolute",
                             "position:absolute;right:0;bottom:0",
                             "position:relative;top:9px",
                             "position:fixed",
                             "display:flex",
                             "display:flex;flex-wrap:wrap",
                             "display:flex;flex-direction:column",
                             "display:inline-block",
                             "display:inline-flex",
                             "display:table",
                             "display:table-cell",
                             "display:contents",
                             "display:none",
                             "display:list-item",
                             "float:footnote",
                             "float:top",
                             "float:bottom",
                             "position:running(h)",
                             "width:50px",
                             "width:0",
                             "height:0",
                             "height:30px",
                             "height:2000px",
                             "min-height:50%",
                             "max-width:20px",
                             "max-height:9px",
                             "margin:-20px",
                             "margin:auto",
                             "margin:1e9px",
                             "margin:-1e9px",
                             "padding:9px",
                             "padding:1e9px",
                             "border:3px double",
                             "border:1e9px solid",
                             "overflow:hidden",
                             "opacity:.5",
                             "z-index:3",
                             "z-index:-3",
                             "font-size:0",
                             "font-size:99px",
                             "font-size:1e9px",
                             "line-height:0",
                             "line-height:1e9px",
                             "columns:2",
                             "columns:20px;column-rule:1px solid",
                             "columns:3;height:40px;column-fill:auto",
                             "column-span:all",
                             "break-before:column",
                             "letter-spacing:-9px",
                             "letter-spacing:1e9px",
                             "text-indent:-99px",
                             "white-space:pre",
                             "white-space:nowrap",
                             "text-wrap:balance",
                             "text-wrap:pretty",
                             "text-align:justify",
                             "vertical-align:top",
                             "vertical-align:1e9px",
                             "break-before:page",
                             "break-after:left",
                             "break-inside:avoid",
                             "break-before:avoid",
                             "orphans:9",
                             "widows:9",
                             "page:w",
                             "box-decoration-break:clone",
                             "border-collapse:collapse",
                             "table-layout:fixed",
                             "flex:1",
                             "flex:0 0 1e9px",
                             "order:-1",
                             "align-self:baseline",
                             "aspect-ratio:1/3",
                             "gap:9px",
                             "width:1e9mm",
                             "text-decoration:underline wavy",
                             "border-radius:9px",
                             "background:red",
                             "visibility:hidden",
                             "overflow-wrap:anywhere",
                             "flex-wrap:wrap-reverse",
                             "justify-content:space-around",
                             "align-content:space-between",
                             "width:min-content",
                             "width:max-content",
                             "border-spacing:9px",
                             "display:grid",
                             "display:inline-grid",
                             "display:grid;grid-template-columns:1fr 30px",
                             "display:grid;grid:auto-flow dense 20px / repeat(auto-fill,40px)",
                             "grid-template-columns:subgrid",
                             "grid-template:\"a b\" 20px \"c c\" auto / 1fr 2fr",
                             "grid-column:span 3;grid-row:2",
                             "grid-area:c",
                             "grid-column:-2 / 9999",
                             "place-items:center end",
                             "writing-mode:vertical-rl",
                             "writing-mode:vertical-lr;text-orientation:upright",
                             "writing-mode:sideways-lr",
                             "text-combine-upright:all",
                             "height:50px;writing-mode:vertical-rl",
                             "direction:rtl",
                             "direction:rtl;unicode-bidi:bidi-override",
                             "unicode-bidi:isolate",
                             "unicode-bidi:plaintext",
                             "transform:rotate(30deg) scale(2)",
                             "transform:rotateX(80deg);perspective:9px",
                             "background:linear-gradient(red,blue)",
                             "box-shadow:1px 2px 3px red",
                             "counter-reset:reversed(list-item)",
                             "counter-reset:n 2147483647;counter-increment:n",
                             "counter-set:list-item -9",
                             "list-style-type:hebrew",
                             "list-style-type:ethiopic-numeric",
                             "list-style:georgian inside",
                             "list-style-type:trad-chinese-formal;counter-reset:list-item 9998",
                             "list-style-image:linear-gradient(red,blue)",
                             "list-style-type:symbols(symbolic \"a\")",
                             "position:sticky;top:3px",
                             "overflow:auto;height:20px",
                             "overflow-x:clip",
                             "contain:size",
                             "width:fit-content(30px)",
                             "display:ruby",
                             "display:ruby-text",
                             "text-transform:full-width capitalize",
                             "line-clamp:2",
                             "initial-letter:3",
                             "text-emphasis:dot",
                             "inset:0;position:absolute",
                             "columns:2;column-span:none;column-fill:auto;height:1px"};

constexpr std::array kPages{
    "size:A4",           "size:200px 150px;margin:9px", "size:40mm;margin:0",
    "size:1mm;margin:0", "size:60px 40px;margin:3px",   "size:99px;margin:9px;@top-left{content:element(h)}"};

/// The bytes as a page of HTML; up to 300 elements, 60 deep.
std::string page_of(const std::uint8_t* bytes, std::size_t size) {
  std::string html = "<!DOCTYPE html><html lang=\"zh\"><head><title>t</title><style>@page{";
  html += kPages[size == 0 ? 0 : bytes[0] % kPages.size()];
  html += "}@page w{size:300px 90px}body{margin:0;font:10px/15px \"Noto Serif CJK SC\"}</style></head><body>";
  std::vector<std::string> open;
  int elements = 0;
  for (std::size_t i = 1; i + 2 < size && elements < 300; i += 3) {
    const std::uint8_t what = bytes[i];
    if (what < 60) {
      html += what < 20 ? "网络安全" : what < 30 ? " word " : what < 40 ? "אבג 12 " : "长longerword。";
    } else if (what < 110 || open.size() >= 60) {
      if (open.empty()) continue;
      html += "</" + open.back() + ">";
      open.pop_back();
    } else {
      const std::string tag = kTags[what % kTags.size()];
      html += "<" + tag + (what % 7 == 0 ? " colspan=2 rowspan=3" : "") + " style=\"" +
              kStyles[bytes[i + 1] % kStyles.size()] + ";" + kStyles[bytes[i + 2] % kStyles.size()] + "\">";
      open.push_back(tag);
      ++elements;
    }
  }
  while (!open.empty()) {
    html += "</" + open.back() + ">";
    open.pop_back();
  }
  return html + "</body></html>";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const gongwen::tests::LaidOut laid_out(page_of(bytes, size));
  (void)laid_out.messages();
  return 0;
}
