#include "support/awkward_pages.h"

#include <cstdlib>

namespace gongwen::tests {
namespace {

constexpr std::string_view kStyle =
    "body{margin:0;font:10px/15px \"Noto Serif CJK SC\"}p{margin:0 0 5px}table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #000;padding:2px;vertical-align:top}";

std::string titled(std::string html, std::string_view title) {
  const std::string_view usual = "难排的页";
  return html.replace(html.find(usual), usual.size(), title);
}

std::string document(std::string_view page, std::string_view style, const std::string& body) {
  return "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>难排的页</title><style>@page{" + std::string(page) + "}" +
         std::string(kStyle) + std::string(style) + "</style></head><body>" + body + "</body></html>";
}

std::string repeated(const std::string& text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

/// Sentences that tell each other apart, so that a doubled one is seen.
std::string sentences(int count) {
  std::string out;
  for (int i = 1; i <= count; ++i)
    out += "第" + std::to_string(i) + "句说明（GB/T 25069—2022）第" + std::to_string(i * 7) + "条；";
  return out;
}

std::string long_table() {
  std::string rows;
  for (int i = 1; i <= 120; ++i) {
    rows += "<tr><td>" + std::to_string(i) + "</td><td>" + sentences(i % 5) + "</td><td>末" + std::to_string(i) +
            "</td></tr>";
  }
  return "<table><caption>表1 一览</caption><thead><tr><th>序号</th><th>内容</th><th>备注</th></tr></thead><tbody>" +
         rows + "</tbody><tfoot><tr><td colspan=\"3\">注：见附录。</td></tr></tfoot></table>";
}

std::string nested_lists() {
  std::string inner = "<li>最里层</li>";
  for (int depth = 6; depth > 0; --depth) {
    const std::string tag = depth % 2 == 0 ? "ol" : "ul";
    inner = "<li>第" + std::to_string(depth) + "层" + sentences(2) + "<" + tag + ">" + inner + "</" + tag + "></li>";
  }
  return "<ol>" + inner + "<li></li><li><p>段一</p><p>段二</p></li></ol>";
}

std::string awkward_spans() {
  std::string rows;
  for (int i = 0; i < 24; ++i) {
    const std::string number = std::to_string(i);
    rows += "<tr>";
    if (i % 6 == 0) rows += "<td rowspan=\"6\">跨六行" + number + sentences(6) + "</td>";
    if (i % 4 == 0) rows += "<td rowspan=\"4\" colspan=\"2\">跨四行两列" + number + "</td>";
    rows += "<td>甲" + number + "</td>";
    if (i % 3 != 1) rows += "<td colspan=\"" + std::to_string(i % 3 + 1) + "\">乙" + number + "</td>";
    rows += "</tr>";
  }
  return "<table><tbody>" + rows +
         "<tr><td rowspan=\"0\">到底</td><td></td></tr><tr></tr><tr><td>终</td></tr></tbody></table>";
}

std::string cells_longer_than_pages() {
  return "<table><thead><tr><th>头</th><th>头二</th></tr></thead><tr><td>" + sentences(60) +
         "</td><td>短</td></tr><tr><td>" + "<p>一</p><ul><li>" + sentences(25) + "</li><li>二</li></ul></td><td>" +
         sentences(40) + "</td></tr><tr><td colspan=\"2\"><table><tr><td>内表" + sentences(12) + "</td><td>" +
         sentences(3) + "</td></tr><tr><td>内二</td><td></td></tr></table></td></tr></table><p>表后</p>";
}

std::string huge_words() {
  return "<p>" + repeated("abcdefghij", 30) + "</p><p>前" + repeated("x", 200) +
         "后</p><p style=\"overflow-wrap:anywhere\">" + repeated("0123456789", 40) +
         "</p><p>网址https://www.example.org/" + repeated("path/", 20) + "完。</p><p>" +
         repeated("su\u00ADper\u00ADcali\u00ADfragi\u00ADlistic", 6) + "</p><p>" + repeated("……", 30) +
         repeated("——", 30) + "</p>";
}

std::string empty_elements() {
  return "<p></p><div><div></div></div><ul></ul><ol><li></li></ol><table></table><table><tr></tr></"
         "table><table><tr><td></td>"
         "</tr></table><h1></h1><p><span></span></p><p> </p><p><br></p><p>有<b></b>字</p><div "
         "style=\"height:500px\"></div>"
         "<p>后<span "
         "style=\"display:inline-block\"></span></p><table><caption></caption><thead></thead><tbody></tbody></table>"
         "<blockquote><p></p></blockquote><p>终</p>";
}

std::string generated_content() {
  return "<ol class=\"n\">" + repeated("<li>条目<q>引</q></li>", 30) + "</ol><p class=\"b\">正文</p>" +
         "<p><a href=\"#x\">目录项</a></p><h2 id=\"x\">目标</h2>";
}

std::string inline_mixture() {
  return "<p>文<span style=\"display:inline-block;width:60px;border:1px solid\">块中文字" + sentences(2) +
         "</span>后<sup>上</sup><sub>下</sub><span style=\"border:1px solid;padding:3px\">" + sentences(6) +
         "</span><b>粗" + sentences(3) +
         "</b><br>换行<wbr>处 <i>斜</i></p><p>行内<span>起<span style=\"display:block\">块在行内" + sentences(4) +
         "</span>止</span>尾</p><pre>预\n  排\t版\n\n</pre>";
}

std::string images_style() {
  return "img{width:40px}.r{border:3px double #069;border-radius:8px;background:url(rgba8.png) space;padding:4px}"
         ".o{opacity:.5;background:#fdd}.h{overflow:hidden}.v{visibility:hidden}u{text-decoration:underline wavy red}"
         ".c div{border:4px solid;border-color:red green blue black;height:4px}";
}

/// Every kind of image, and what is drawn around boxes.
std::string images() {
  std::string out = "<p>图";
  for (const char* const name :
       {"rgb8.png", "rgba8.png", "gray16.png", "graya8.png", "rgb16.png", "rgba16.png", "palette2.png",
        "palette2_transparent.png", "gray1.png", "gray8_key.png", "rgb8_interlaced.png", "rgb.jpg", "gray.jpg",
        "cmyk.jpg", "progressive.jpg", "turned3.jpg", "turned6.jpg", "drawing.svg"}) {
    out += std::string("<img src=\"") + name + "\" alt=\"" + name + "\">";
  }
  return out +
         "尾</p><p><img src=\"rgb8.png\" alt=\"\"><img data-qr=\"https://example.org/\" alt=\"码\"></p>"
         "<figure><img src=\"drawing.svg\" alt=\"图形\"><figcaption>图一</figcaption></figure>"
         "<div class=\"r\"><p>圆角<u>波浪</u></p></div><div class=\"o\"><p>半透明</p><p>两段</p></div>"
         "<div class=\"h\"><p>不溢出</p></div><p>前<span class=\"v\"></span>后</p><div class=\"c\"><div></div></div>";
}

}  // namespace

std::vector<AwkwardPage> awkward_pages() {
  const std::string_view small = "size:200px 150px;margin:10px";
  const std::string_view tiny = "size:60px 40px;margin:3px";
  return {
      {"long_table", document("size:300px 200px;margin:15px", "", long_table())},
      {"nested_lists", document(small, "", nested_lists())},
      {"tiny_pages",
       document(tiny, "", "<h1>题</h1><p>" + sentences(8) + "</p><ul><li>" + sentences(2) + "</li></ul>")},
      {"table_on_tiny_pages", document(tiny, "",
                                       "<table><thead><tr><th>头</th></tr></thead><tr><td>" + sentences(3) +
                                           "</td></tr><tr><td>二</td></tr></table>")},
      {"head_higher_than_page",
       document(small, "",
                "<table><thead><tr><th>" + sentences(30) + "</th></tr></thead><tr><td>甲</td></tr><tr><td>" +
                    sentences(9) + "</td></tr></table>")},
      {"huge_words", document(small, "", huge_words())},
      {"awkward_spans", document("size:260px 160px;margin:10px", "", awkward_spans())},
      {"separate_borders",
       document("size:260px 160px;margin:10px", "table{border-collapse:separate;border-spacing:4px;border:2px solid}",
                awkward_spans())},
      {"empty_elements", document(small, "", empty_elements())},
      {"cells_longer_than_pages", document(small, "", cells_longer_than_pages())},
      {"generated_content", document(small,
                                     ".n li::before{content:\"〔\" counter(list-item) "
                                     "\"〕\"}.b::before{content:\"前缀\"}.b::after{content:\"后缀\"}"
                                     "a::after{content:leader(dotted) target-counter(attr(href),page)}"
                                     "@page{@top-left{font:6px/8px Arial;content:\"页眉\"}@bottom-right{font:6px/8px "
                                     "Arial;content:counter(page) \"/\" counter(pages)}}",
                                     generated_content())},
      {"inline_mixture", document(small, "", inline_mixture())},
      {"breaks_everywhere",
       document(
           small,
           "h2{break-before:right}p{break-inside:avoid;orphans:3;widows:3}div{break-after:avoid}.l{break-before:left}",
           repeated("<h2>章</h2><p>" + sentences(9) + "</p><div>留" + sentences(1) + "</div>", 4) +
               "<p class=\"l\">左</p>")},
      {"hard_title", titled(document(small, "", "<p>题</p>"), "A &amp; B &lt;C> \"D\" 𠮷 ]]&gt;")},
      {"images_and_decorations", document("size:500px 400px;margin:15px", images_style(), images())},
      {"check_boxes", document(small, "", "<p>☑同意 ☐不同意</p>")},
      {"english_lines", document(small, "p{width:120px;text-align:justify}",
                                 "<p lang=\"en\">The standards for cybersecurity are reviewed every year and "
                                 "published.</p><p>网络安全标准化工作"
                                 "已经完成，the committee agreed on ISO/IEC 27001，并且公布。</p>")},
      {"notes_and_floats",
       document(std::string(small) + ";@top-left{content:element(h)}@footnote{border-top:1px solid}",
                ".n{float:footnote}.t{float:top}.b{float:bottom}.l{float:bottom;float-defer:last}"
                ".h{position:running(h)}.h::after{content:counter(page)}",
                "<div class=\"h\">眉<table><tr><td>格</td></tr></table></div><div class=\"l\">版记</div>" +
                    repeated("<p>" + sentences(2) + "<span class=\"n\">注" + sentences(3) +
                                 "</span></p><table><tr><td>格<span class=\"n\">格中的注</span></td></tr></table>"
                                 "<div class=\"t\">首" +
                                 sentences(1) + "</div><p>" + sentences(4) + "<span class=\"b\">末</span></p>",
                             4))},
      {"float_alone_on_its_page",
       document(small, "",
                "<div style=\"float:left;width:20px;height:80px\">浮</div><p style=\"orphans:8\">" +
                    repeated("行<br>", 8) + "末</p>")},
      {"ends_of_many_boxes", document(small, "div{padding:2px 0;border-bottom:1px solid}",
                                      repeated("<div>", 60) + "里" + repeated("</div>", 60))},
      {"named_pages",
       document(small, ".w{page:wide}@page wide{size:250px 100px}",
                repeated("<div>" + sentences(5) + "</div><div class=\"w\">宽" + sentences(7) + "</div>", 3))},
  };
}

namespace {

/// A small generator of numbers (Numerical Recipes); the standard library's distributions differ between machines.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : state_(seed * 2654435761U + 1) {}
  int below(int limit) {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<int>((state_ >> 8) % static_cast<std::uint32_t>(limit));
  }
  bool chance(int percent) { return below(100) < percent; }

 private:
  std::uint32_t state_;
};

class PageMixer {
 public:
  enum class Areas : std::uint8_t { None, NotesAndFloats };
  PageMixer(std::uint32_t number, Areas areas) : dice_(number), areas_(areas) {}

  std::string page() {
    std::string size = "size:" + std::to_string(80 + dice_.below(300)) + "px " + std::to_string(60 + dice_.below(250)) +
                       "px;margin:" + std::to_string(dice_.below(20)) + "px";
    if (dice_.chance(40))
      size += ";margin-bottom:12px;@bottom-center{font:6px/8px Arial;content:counter(page) \"/\" counter(pages)}";
    const std::string body =
        "p{text-align:" + pick({"start", "justify", "center", "end"}) +
        ";text-wrap-style:" + pick({"auto", "balance", "pretty"}) + ";orphans:" + std::to_string(1 + dice_.below(4)) +
        ";widows:" + std::to_string(1 + dice_.below(4)) + "}table{border-collapse:" + pick({"collapse", "separate"}) +
        ";table-layout:" + pick({"auto", "fixed"}) + "}";
    if (areas_ == Areas::None) return document(size, body, blocks(0));
    size += pick({"", ";counter-reset:footnote"}) + ";@top-left{content:element(r)}@footnote{" +
            pick({"margin:0", "max-height:40px", "border-top:1px solid;padding:3px"}) + "}";
    const std::string areas = ".n{float:footnote;footnote-display:" + pick({"block", "inline", "compact"}) +
                              ";footnote-policy:" + pick({"auto", "line", "block"}) +
                              "}.t{float:top}.f{float:bottom}.l{float:bottom;float-defer:last}"
                              ".r{position:running(r)}";
    return document(size, body + areas, blocks(0));
  }

 private:
  std::string pick(const std::vector<std::string>& choices) {
    return choices[static_cast<std::size_t>(dice_.below(static_cast<int>(choices.size())))];
  }

  std::string words() {
    static const std::vector<std::string> kWords{
        "网络安全",       "标准", "（草案）", "《技术要求》", "ISO/IEC 27001", "，", "。", "“引文”", " ", "2024年3月",
        "cybersecurity ", "……",   "——",       "a-b ",         "100%",          "、", "\n", "\u00AD", "①"};
    std::string out;
    for (int i = dice_.below(30); i >= 0; --i)
      out += pick(kWords) + (dice_.chance(10) ? std::to_string(serial_++) : "");
    return out;
  }

  std::string inline_content() {
    std::string out = words();
    for (int i = dice_.below(3); i > 0; --i) {
      const std::string open = pick({"<b>", "<i>", "<span>", "<span style=\"padding:2px;border:1px solid\">",
                                     "<span style=\"display:inline-block;max-width:40px\">", "<a href=\"#t\">"});
      const std::string close = open.starts_with("<span") ? "</span>" : "</" + open.substr(1, 1) + ">";
      if (areas_ != Areas::None && dice_.chance(30)) {
        out += "<span class=\"" + pick({"n", "n", "n", "f", "t", "r"}) + "\">" + words() + "</span>";
      }
      out += open + words() + close + (dice_.chance(20) ? "<br>" : "") + words();
    }
    return out;
  }

  std::string block_style() {
    if (!dice_.chance(35)) return {};
    return " style=\"" +
           pick({"margin:10px 0", "padding:4px;border:1px solid", "break-before:page", "break-inside:avoid",
                 "break-after:avoid", "margin:-5px 0", "height:30px", "min-height:80px",
                 "box-decoration-break:clone;padding:3px", "text-indent:2em", "width:50px", "break-before:right"}) +
           "\"";
  }

  std::string list(int depth) {
    const std::string tag = pick({"ul", "ol"});
    std::string out = "<" + tag + ">";
    for (int i = dice_.below(5); i >= 0; --i) {
      out += "<li" + block_style() + ">" +
             (dice_.chance(8)    ? ""
              : dice_.chance(50) ? inline_content()
                                 : blocks(depth + 1)) +
             "</li>";
    }
    return out + "</" + tag + ">";
  }

  std::string table_row(int columns, const std::string& tag, int depth) {
    std::string out = "<tr>";
    for (int i = 0; i < columns; ++i) {
      std::string spans;
      if (dice_.chance(12)) spans += " colspan=\"" + std::to_string(1 + dice_.below(3)) + "\"";
      if (dice_.chance(12)) spans += " rowspan=\"" + std::to_string(dice_.below(4)) + "\"";
      out += "<" + tag + spans + ">" + (dice_.chance(85) || depth > 1 ? inline_content() : blocks(depth + 1)) + "</" +
             tag + ">";
    }
    return out + "</tr>";
  }

  std::string table(int depth) {
    const int columns = 1 + dice_.below(4);
    std::string out = "<table" + block_style() + ">";
    if (dice_.chance(20)) out += "<caption>" + words() + "</caption>";
    if (dice_.chance(50)) out += "<thead>" + table_row(columns, "th", 2) + "</thead>";
    out += "<tbody>";
    for (int i = dice_.below(12); i >= 0; --i) out += table_row(columns, "td", depth);
    out += "</tbody>";
    if (dice_.chance(25)) out += "<tfoot>" + table_row(columns, "td", 2) + "</tfoot>";
    return out + "</table>";
  }

  std::string blocks(int depth) {
    std::string out;
    for (int i = 1 + dice_.below(depth == 0 ? 8 : 3); i > 0; --i) {
      if (areas_ != Areas::None && dice_.chance(15)) {
        out += "<div class=\"" + pick({"n", "t", "f", "l", "r"}) + "\"" + block_style() + ">" + blocks(3) + "</div>";
      }
      const int kind = dice_.below(depth < 3 ? 100 : 60);
      if (kind < 45) {
        out += "<p" + block_style() + ">" + inline_content() + "</p>";
      } else if (kind < 55) {
        const std::string level = std::to_string(1 + dice_.below(4));
        out += "<h" + level + block_style() + ">" + words() + "</h" + level + ">";
      } else if (kind < 60) {
        out += words();
      } else if (kind < 72) {
        out += "<div" + block_style() + ">" + blocks(depth + 1) + "</div>";
      } else if (kind < 85) {
        out += list(depth + 1);
      } else {
        out += table(depth + 1);
      }
    }
    return out;
  }

  Dice dice_;
  Areas areas_;
  int serial_ = 1;
};

}  // namespace

AwkwardPage rows_page(int rows) {
  static const std::vector<std::string> kTitles{"网络安全技术　信息系统灾难恢复规范", "数据安全能力成熟度模型",
                                                "个人信息去标识化指南"};
  std::string body =
      "<table><thead><tr><th>序号</th><th>计划号</th><th>名称</th><th>阶段</th><th>日期</th><th>备注</th></tr></thead>";
  for (int i = 1; i <= rows; ++i) {
    const auto number = std::to_string(i);
    body += "<tr><td>" + number + "</td><td>2024" + std::to_string(1000 + i % 9000) + "-T-469</td><td>" +
            kTitles[static_cast<std::size_t>(i % 3)] + "</td><td>草案</td><td>2024-0" + std::to_string(i % 9 + 1) +
            "-15</td><td>第" + number + "项</td></tr>";
  }
  return {"large_" + std::to_string(rows) + "_rows",
          document("size:A4;margin:20mm", "table{table-layout:fixed}", body + "</table>")};
}

namespace {

AwkwardPage mixed_page(const std::string& name, std::uint32_t number, PageMixer::Areas areas) {
  std::string html = PageMixer(number, areas).page();
  html.insert(html.find("<body>") + 6, "<h1 id=\"t\">随机页</h1>");
  return {name + std::to_string(number), std::move(html)};
}

}  // namespace

AwkwardPage random_page(std::uint32_t number) { return mixed_page("random_", number, PageMixer::Areas::None); }

AwkwardPage random_page_with_areas(std::uint32_t number) {
  return mixed_page("areas_", number, PageMixer::Areas::NotesAndFloats);
}

std::uint32_t last_page(std::uint32_t otherwise) {
  const char* const value = std::getenv("GONGWEN_LAST_PAGE");
  return value == nullptr ? otherwise : static_cast<std::uint32_t>(std::strtoul(value, nullptr, 10));
}

}  // namespace gongwen::tests
