#include "support/flex_pages.h"

#include "support/page_mixer.h"

#include <vector>

namespace gongwen::tests {
namespace {

std::string document(const std::string& page, const std::string& body) {
  return "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>弹性盒</title><style>@page{" + page +
         "}body{margin:0;font:10px/15px \"Noto Serif CJK SC\"}p{margin:0 0 5px}td{padding:2px;border:1px solid}"
         "</style></head><body>" +
         body + "</body></html>";
}

class FlexMixer : PageMixer {
 public:
  explicit FlexMixer(std::uint32_t seed) : PageMixer(seed * 2654435761U + 7) {}

  std::string page() {
    const std::string size = "size:" + std::to_string(60 + below(300)) + "px " + std::to_string(40 + below(220)) +
                             "px;margin:" + std::to_string(below(12)) + "px";
    std::string body;
    for (int i = 1 + below(3); i > 0; --i) body += "<p>" + words(6) + "</p>" + container(0) + words(4);
    return document(size, body);
  }

 private:
  std::string container_style() {
    std::string out = "display:" + pick({"flex", "flex", "flex", "inline-flex"}) +
                      ";flex-flow:" + pick({"row", "row", "column", "row-reverse", "column-reverse"}) + " " +
                      pick({"nowrap", "wrap", "wrap-reverse"});
    if (chance(40)) out += ";gap:" + pick({"3px", "10px 4px", "5%"});
    if (chance(40)) out += ";justify-content:" + pick({"center", "flex-end", "space-between", "space-around", "end"});
    if (chance(40)) out += ";align-items:" + pick({"center", "flex-end", "baseline", "start", "stretch"});
    if (chance(30)) out += ";align-content:" + pick({"center", "flex-end", "space-evenly", "start", "space-between"});
    if (chance(25)) out += ";" + pick({"height:40px", "height:300px", "min-height:90px", "max-height:30px"});
    if (chance(20)) out += ";" + pick({"width:50%", "width:max-content", "max-width:60px", "width:300px"});
    if (chance(20))
      out += ";" + pick({"padding:3px;border:1px solid", "margin:7px", "break-inside:avoid",
                         "padding:6px;box-decoration-break:clone"});
    return out;
  }

  std::string item_style() {
    if (chance(35)) return {};
    std::string out = pick({"flex:1",
                            "flex:none",
                            "flex:2 0 20px",
                            "flex:0 1 50%",
                            "width:40px",
                            "min-width:0",
                            "height:25px",
                            "height:200px",
                            "margin:auto",
                            "margin:4px",
                            "padding:3px;border:1px solid",
                            "order:-1",
                            "order:2",
                            "align-self:center",
                            "align-self:baseline",
                            "min-height:60px",
                            "max-height:20px",
                            "overflow:hidden",
                            "flex-basis:min-content",
                            "aspect-ratio:2/1"});
    if (chance(25)) {
      out += ";" + pick({"break-before:page", "break-after:avoid", "break-inside:avoid", "break-after:page",
                         "break-before:right", "orphans:3;widows:3"});
    }
    return out;
  }

  std::string container(int depth) {
    std::string out = "<div style=\"" + container_style() + "\">";
    for (int i = below(6); i >= 0; --i) out += item(depth);
    return out + "</div>";
  }

  std::string item(int depth) {
    const std::string style = " style=\"" + item_style() + "\"";
    const int kind = below(depth < 4 ? 100 : 60);
    if (kind < 30) return "<div" + style + ">" + words(12) + "</div>";
    if (kind < 40) return "<p" + style + ">" + words(30) + "</p>";
    if (kind < 48) return words(3);
    if (kind < 54) return "<ul" + style + "><li>" + words(5) + "</li><li>" + words(9) + "</li></ul>";
    if (kind < 60) {
      return "<table" + style + "><tr><td>" + words(6) + "</td><td>" + words(3) + "</td></tr><tr><td>" + words(9) +
             "</td><td></td></tr></table>";
    }
    if (kind < 66) return "<table><tr><td>" + container(depth + 1) + "</td><td>" + words(2) + "</td></tr></table>";
    if (kind < 78)
      return "<div" + style + "><p>" + words(9) + "</p>" + container(depth + 1) + "<p>" + words(4) + "</p></div>";
    const std::string nested = container(depth + 1);
    return chance(50) ? nested : "<div" + style + ">" + nested + "</div>";
  }
};

}  // namespace

AwkwardPage random_flex_page(std::uint32_t number) {
  return {"flex_" + std::to_string(number), FlexMixer(number).page()};
}

AwkwardPage nested_flex_page(int depth) {
  std::string body = "底";
  for (int i = 0; i < depth; ++i) {
    const std::string flow = i % 2 == 0 ? "column" : "row";
    body = "<div style=\"display:flex;flex-flow:" + flow + ";padding:0 1px\"><span>" + std::to_string(i) +
           "</span><div style=\"flex:1\">" + body + "</div></div>";
  }
  return {"nested_flex_" + std::to_string(depth), document("size:600px 200px;margin:10px", body)};
}

}  // namespace gongwen::tests
