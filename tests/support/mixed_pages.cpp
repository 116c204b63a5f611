#include "support/mixed_pages.h"

#include <array>
#include <initializer_list>

namespace gongwen::tests {
namespace {

using Choices = std::initializer_list<const char*>;

constexpr const char* kStyle =
    "body{margin:0;font:10px/15px \"Noto Serif CJK SC\"}p{margin:0 0 5px}td,th{border:1px solid;padding:1px}"
    ".n{float:footnote}.t{float:top}.f{float:bottom}.w{page:wide}@page wide{size:120mm 60mm}";

/// Pages of other widths and heights, which a document goes over to and comes back from, and notes that stay together.
constexpr const char* kChangingPages =
    "html{orphans:1;widows:1}@page narrow{size:45mm 70mm;margin:1mm}@page low{size:160mm 22mm;margin:1mm}"
    "@page tiny{size:24mm 18mm;margin:0}@page :left{margin:1mm 5mm}@page :first{margin-top:8mm}.w2{page:narrow}"
    ".w3{page:low}.w4{page:tiny}.n2{float:footnote;footnote-policy:line}.n3{float:footnote;footnote-display:inline}"
    ".n4{float:footnote;footnote-policy:block;footnote-display:compact}.l{float:bottom;float-defer:last}";

// A picture of one pixel.
constexpr const char* kImage =
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg==";

class Mixer {
 public:
  enum class Breaks { Seldom, Forced, Columns, Everything };
  explicit Mixer(std::uint32_t seed, Breaks breaks) : state_(seed * 2654435761U + 99), breaks_(breaks) {}

  std::string page() {
    const std::string size = "@page{size:" + page_size() + ";margin:" + page_margin() + "}";
    const std::string tables =
        "table{border-collapse:" + pick({"collapse", "separate"}) + ";table-layout:" + pick({"auto", "fixed"}) + "}";
    const std::string more = breaks_ == Breaks::Everything ? kChangingPages : "";
    return "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>混</title><style>" + size + kStyle + more + tables +
           "</style></head><body>" + blocks(0) + "</body></html>";
  }

 private:
  int below(int limit) {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<int>((state_ >> 8) % static_cast<std::uint32_t>(limit));
  }
  bool chance(int percent) { return below(100) < percent; }
  std::string pick(Choices choices) { return choices.begin()[below(static_cast<int>(choices.size()))]; }

  std::string page_size() {
    if (breaks_ == Breaks::Everything && chance(60)) {
      return std::to_string(18 + below(90)) + "mm " + std::to_string(16 + below(70)) + "mm";
    }
    if (chance(15)) return pick({"A4", "A4 landscape", "A5", "40mm 40mm"});
    return std::to_string(40 + below(170)) + "mm " + std::to_string(40 + below(257)) + "mm";
  }

  std::string page_margin() {
    if (breaks_ == Breaks::Everything) return pick({"0", "1mm", "2mm", "3mm 1mm"});
    return pick({"0", "2mm", "5mm", "3mm 1mm"});
  }

  /// Each word has a number, so that a lost or doubled one is seen.
  std::string words(int most) {
    std::string out;
    for (int i = below(most); i >= 0; --i) {
      out += pick({"网络安全", "标准，", "《要求》", "GB/T 22240", "说明。", "word ", "……", "longerword ", "a-b "}) +
             std::to_string(serial_++) + pick({" ", "", "\n"});
    }
    return out;
  }

  /// What takes a box out of its place, or makes another kind of box of it.
  std::string placing() {
    return pick({"float:left",
                 "float:right",
                 "float:left;width:60px",
                 "float:right;width:50%",
                 "float:left;clear:left",
                 "clear:both",
                 "clear:left",
                 "clear:right",
                 "position:relative;top:3px;left:-4px",
                 "position:relative;z-index:2",
                 "position:absolute",
                 "position:absolute;right:0;top:5px",
                 "position:absolute;left:3px;width:50px",
                 "position:absolute;bottom:0;height:30px",
                 "position:fixed",
                 "position:fixed;bottom:0;right:0",
                 "display:flex",
                 "display:flex;flex-wrap:wrap;gap:3px",
                 "display:flex;flex-direction:column",
                 "display:inline-block",
                 "display:inline-block;width:60px",
                 "display:inline-flex",
                 "display:flow-root",
                 "display:contents",
                 "display:table",
                 "display:inline-table"});
  }
  std::string sizing() {
    return pick({"width:50px",
                 "width:70%",
                 "max-width:80px",
                 "height:30px",
                 "height:0",
                 "height:20px;break-inside:avoid",
                 "max-height:25px",
                 "height:20mm",
                 "min-height:90px",
                 "margin:10px 0",
                 "margin:-5px 0",
                 "margin:auto",
                 "padding:4px;border:1px solid",
                 "padding:6px;box-decoration-break:clone",
                 "overflow:hidden",
                 "overflow:hidden;height:20px",
                 "opacity:.5",
                 "opacity:.9;position:relative",
                 "text-indent:2em",
                 "text-align:justify",
                 "text-align:end",
                 "white-space:nowrap",
                 "white-space:pre-wrap",
                 "letter-spacing:3px",
                 "font-size:16px",
                 "line-height:3",
                 "border-radius:5px;background:#eee",
                 "text-wrap:balance",
                 "overflow-wrap:anywhere",
                 "vertical-align:middle",
                 "border:3px double red"});
  }
  std::string breaking() {
    return pick({"break-before:page", "break-after:page", "break-inside:avoid", "break-before:avoid",
                 "break-after:avoid", "break-before:right", "orphans:3;widows:3", "break-before:left"});
  }

  /// What ends a page wherever it is, in cells, floats and items too, and what fills the cells that are cut there.
  std::string forcing() {
    return pick({"break-before:page", "break-after:page", "break-before:right", "break-after:left", "page:wide",
                 "height:100%", "display:flex;flex-direction:column;height:100%"});
  }

  /// Columns, what is over all of them, and what ends them.
  std::string columns() {
    return pick({"columns:2", "columns:3;column-gap:4px;column-rule:1px solid", "columns:40px", "columns:2;height:60px",
                 "columns:2;column-fill:auto", "columns:3;column-fill:auto;height:50px",
                 "columns:2;max-height:70px;column-gap:0", "columns:2;padding:5px;border:2px solid",
                 "columns:2;orphans:2;widows:3;break-inside:avoid", "column-span:all", "column-span:all;margin:8px 0",
                 "break-before:column", "break-after:column", "break-before:avoid-column",
                 "break-inside:avoid-column"});
  }

  /// Containers within containers, at fixed heights, that pages cut.
  std::string containing() {
    return pick({"display:flex;flex-wrap:wrap;height:60px",
                 "display:flex;flex-flow:wrap-reverse;gap:4px",
                 "display:flex;flex-flow:column wrap;height:70px",
                 "display:flex;flex-flow:column-reverse",
                 "display:flex;align-items:flex-end;min-height:120px",
                 "display:flex;align-content:space-between",
                 "flex:1",
                 "flex:none;width:70px",
                 "margin:auto",
                 "order:-1",
                 "align-self:center",
                 "flex:0 0 45%",
                 "columns:2;height:50px;column-fill:auto",
                 "columns:30px;break-inside:avoid",
                 "display:flow-root",
                 "display:table;width:100%",
                 "height:33px",
                 "height:150px",
                 "max-height:40px",
                 "min-height:50px",
                 "height:50%",
                 "overflow:hidden;max-height:90px",
                 "break-inside:avoid;orphans:4;widows:4",
                 "break-before:avoid;break-after:avoid",
                 "page:wide",
                 "page:narrow",
                 "page:low",
                 "page:tiny",
                 "float:left;width:40%;height:30px",
                 "float:right;break-inside:avoid",
                 "clear:both;height:25px",
                 "padding:5px 0;border:2px solid;box-decoration-break:clone",
                 "position:absolute;top:5px;height:12px"});
  }

  std::string attributes() {
    std::string style;
    if (breaks_ == Breaks::Everything) {
      for (int i = below(5); i > 2; --i) style += containing() + ";";
      if (chance(8)) style += columns() + ";";
      if (chance(8)) style += forcing() + ";";
    }
    if (chance(25)) style += placing() + ";";
    if (chance(25)) style += sizing() + ";";
    if (chance(8)) style += breaking() + ";";
    if (breaks_ == Breaks::Forced && chance(15)) style += forcing() + ";";
    if (breaks_ == Breaks::Columns && chance(25)) style += columns() + ";";
    if (breaks_ == Breaks::Columns && chance(3)) style += forcing() + ";";
    return style.empty() ? "" : " style=\"" + style + "\"";
  }
  std::string element(const std::string& tag, const std::string& content) {
    return "<" + tag + attributes() + ">" + content + "</" + tag + ">";
  }

  std::string note_class() {
    if (breaks_ == Breaks::Everything) return pick({"n", "n2", "n3", "n4", "t", "f", "l"});
    return pick({"n", "n", "t", "f"});
  }
  std::string area_class() {
    if (breaks_ == Breaks::Everything) return pick({"n", "n2", "n4", "t", "f", "l", "w", "w2", "w3", "w4"});
    return pick({"n", "t", "f", "w"});
  }

  std::string lines(int depth) {
    std::string out = chance(95) ? words(12) : "";
    for (int i = below(4); i > 0; --i) {
      const int kind = below(100);
      if (kind < 55) {
        out += element(pick({"span", "b", "i", "u", "sup"}), depth < 5 && chance(30) ? lines(depth + 1) : words(6));
      } else if (kind < 65) {
        out += std::string("<img src=\"") + kImage + "\" alt=\"\"" + attributes() + ">";
      } else if (kind < 72) {
        out += "<br>";
      } else if (kind < 82) {
        out += "<span class=\"" + note_class() + "\">" + words(8) + "</span>";
      } else if (depth < 4) {
        out += "<span style=\"display:" + pick({"block", "flex", "list-item", "table"}) + ";" + sizing() + "\">" +
               lines(depth + 2) + "</span>";
      }
      out += words(4);
    }
    return out;
  }

  std::string row(int columns, const std::string& tag, int depth) {
    std::string cells;
    for (int i = 0; i < columns; ++i) {
      std::string spans;
      if (chance(12)) spans += " colspan=\"" + std::to_string(1 + below(3)) + "\"";
      if (chance(12)) spans += " rowspan=\"" + std::to_string(below(4)) + "\"";
      const std::string style = chance(15) ? " style=\"" + sizing() + "\"" : "";
      cells += "<" + tag + spans + style + ">" + (depth < 4 && chance(20) ? blocks(depth + 1) : lines(depth + 1)) +
               "</" + tag + ">";
    }
    return "<tr>" + cells + "</tr>";
  }
  std::string table(int depth) {
    const int columns = 1 + below(4);
    std::string out;
    if (chance(15)) out += "<caption>" + words(4) + "</caption>";
    if (chance(30)) out += "<thead>" + row(columns, "th", 5) + "</thead>";
    out += "<tbody>";
    for (int i = below(7); i >= 0; --i) out += row(columns, "td", depth);
    return element("table", out + "</tbody>" + (chance(15) ? "<tfoot>" + row(columns, "td", 5) + "</tfoot>" : ""));
  }
  std::string list(int depth) {
    std::string out;
    for (int i = below(4); i >= 0; --i) out += element("li", chance(60) ? lines(depth + 1) : blocks(depth + 1));
    return element(pick({"ul", "ol"}), out);
  }

  std::string blocks(int depth) {
    std::string out;
    for (int i = 1 + below(depth == 0 ? 8 : 3); i > 0; --i) {
      const int kind = below(depth < 4 ? 100 : 55);
      if (kind < 40) {
        out += element("p", lines(depth));
      } else if (kind < 45) {
        out += words(5);
      } else if (kind < 50) {
        out += element("h2", words(4));
      } else if (kind < 53) {
        out += "<div class=\"" + area_class() + "\"><p>" + words(9) + "</p></div>";
      } else if (kind < 55) {
        out += element("div", "");
      } else if (kind < 78) {
        out += element("div", blocks(depth + 1));
      } else if (kind < 87) {
        out += list(depth + 1);
      } else {
        out += table(depth + 1);
      }
    }
    return out;
  }

  std::uint32_t state_;
  Breaks breaks_;
  int serial_ = 1;
};

}  // namespace

AwkwardPage mixed_page(std::uint32_t number) {
  return {"mixed_" + std::to_string(number), Mixer(number, Mixer::Breaks::Seldom).page()};
}

AwkwardPage page_of_forced_breaks(std::uint32_t number) {
  return {"forced_" + std::to_string(number), Mixer(number, Mixer::Breaks::Forced).page()};
}

AwkwardPage page_of_writing_modes(std::uint32_t number) {
  constexpr std::array kModes{"vertical-rl", "vertical-lr", "sideways-rl", "sideways-lr", "horizontal-tb"};
  const auto mode = [&](std::uint32_t shift) {
    return "{writing-mode:" + std::string(kModes[(number / shift + number) % kModes.size()]) + "}";
  };
  std::string rules = "html" + mode(1) + "div:nth-child(3n)" + mode(2) + "td:nth-child(2n)" + mode(3) +
                      "span:nth-child(2n)" + mode(5) + "li:nth-child(3n)" + mode(7) + "p:nth-child(4n)" + mode(11);
  if (number % 3 == 0) rules += "p{text-orientation:upright}";
  AwkwardPage page{"writing_modes_" + std::to_string(number), Mixer(number, Mixer::Breaks::Seldom).page()};
  page.html.insert(page.html.find("</style>"), rules);
  return page;
}

AwkwardPage page_of_everything(std::uint32_t number) {
  return {"everything_" + std::to_string(number), Mixer(number, Mixer::Breaks::Everything).page()};
}

AwkwardPage page_of_columns(std::uint32_t number) {
  return {"columns_" + std::to_string(number), Mixer(number, Mixer::Breaks::Columns).page()};
}

}  // namespace gongwen::tests
