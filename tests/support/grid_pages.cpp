#include "support/flex_pages.h"
#include "support/page_mixer.h"

#include <vector>

namespace gongwen::tests {
namespace {

class GridMixer : PageMixer {
 public:
  explicit GridMixer(std::uint32_t seed) : PageMixer(seed * 2654435761U + 11) {}

  std::string page() {
    std::string body;
    for (int i = 1 + below(3); i > 0; --i) body += "<p>" + words(6) + "</p>" + container(0) + words(4);
    if (chance(15)) body = "<div style=\"columns:2;column-gap:5px\">" + body + "</div>";
    return "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>网格</title><style>@page{size:" +
           std::to_string(60 + below(300)) + "px " + std::to_string(40 + below(220)) +
           "px;margin:" + std::to_string(below(12)) + "px}@page wide{size:400px 90px;margin:5px}" +
           "body{margin:0;font:10px/15px \"Noto Serif CJK SC\"}p{margin:0 0 5px}td{padding:2px;border:1px solid}" +
           "</style></head><body>" + body + "</body></html>";
  }

 private:
  std::string container_style() {
    std::string out = "display:" + pick({"grid", "grid", "grid", "grid", "inline-grid"});
    if (chance(80)) {
      out += ";grid-template-columns:" +
             pick({"1fr 1fr", "auto auto", "1fr 2fr 1fr", "40px 1fr", "repeat(3,1fr)", "min-content auto",
                   "repeat(auto-fill,minmax(50px,1fr))", "repeat(auto-fit,40px)", "minmax(20px,auto) fit-content(50px)",
                   "[a] 30% [b] 1fr [c]", "max-content 0.5fr"});
    }
    if (chance(35)) {
      out += ";grid-template-rows:" +
             pick({"40px 20px", "auto 1fr", "200px", "50% 50%", "repeat(4,30px)", "minmax(10px,60px) auto", "1fr 1fr"});
    }
    if (chance(20)) out += ";grid-template-rows:subgrid" + pick({"", " [a] [b]", " repeat(auto-fill,[b])"});
    if (chance(12)) out += ";grid-template-columns:subgrid";
    if (chance(20)) out += ";position:relative";
    if (chance(25)) out += ";grid-auto-rows:" + pick({"30px", "70px", "minmax(20px,auto)", "min-content 40px", "0"});
    if (chance(25)) out += ";grid-auto-flow:" + pick({"column", "dense", "column dense"});
    if (chance(40)) out += ";gap:" + pick({"3px", "10px 4px", "5%", "25px 0"});
    if (chance(25)) out += ";justify-items:" + pick({"center", "end", "start", "baseline"});
    if (chance(40)) out += ";align-items:" + pick({"center", "end", "baseline", "start", "last baseline"});
    if (chance(20)) out += ";justify-content:" + pick({"center", "end", "space-between", "space-around"});
    if (chance(20)) out += ";align-content:" + pick({"center", "end", "space-evenly", "start", "space-between"});
    if (chance(25)) out += ";" + pick({"height:40px", "height:300px", "min-height:90px", "max-height:30px"});
    if (chance(20)) out += ";" + pick({"width:50%", "width:max-content", "max-width:60px", "width:300px"});
    if (chance(20)) {
      out += ";" + pick({"padding:3px;border:1px solid", "margin:7px", "break-inside:avoid",
                         "padding:6px;box-decoration-break:clone"});
    }
    return out;
  }

  std::string item_style() {
    std::string out;
    if (chance(40)) {
      out += pick({"grid-column:span 2", "grid-row:span 2", "grid-row:span 3", "grid-area:1/1", "grid-column:1/-1",
                   "grid-row:2", "grid-column:2", "grid-area:span 2/span 2", "grid-row:1/4", "grid-column:-4"}) +
             ";";
    }
    if (chance(40)) {
      out += pick({"width:40px",
                   "min-width:0",
                   "height:25px",
                   "height:200px",
                   "margin:auto",
                   "margin:4px",
                   "margin:-6px 0",
                   "padding:3px;border:1px solid",
                   "order:-1",
                   "order:2",
                   "align-self:center",
                   "align-self:end",
                   "align-self:baseline",
                   "justify-self:end",
                   "min-height:60px",
                   "max-height:20px",
                   "overflow:hidden",
                   "height:50%",
                   "aspect-ratio:2/1",
                   "position:relative;top:2px"}) +
             ";";
    }
    if (chance(20)) {
      out += pick({"break-before:page", "break-after:avoid", "break-inside:avoid", "break-after:page",
                   "break-before:right", "orphans:3;widows:3", "page:wide"});
    }
    return out;
  }

  std::string container(int depth) {
    std::string out = "<div style=\"" + container_style() + "\">";
    for (int i = below(8); i >= 0; --i) out += item(depth);
    return out + "</div>";
  }

  std::string item(int depth) {
    const std::string style = " style=\"" + item_style() + "\"";
    const int kind = below(depth < 3 ? 100 : 70);
    if (kind < 35) return "<div" + style + ">" + words(12) + "</div>";
    if (kind < 47) return "<p" + style + ">" + words(30) + "</p>";
    if (kind < 52) return words(3);
    if (kind < 57) return "<ul" + style + "><li>" + words(5) + "</li><li>" + words(9) + "</li></ul>";
    if (kind < 63) {
      return "<table" + style + "><tr><td>" + words(6) + "</td><td>" + words(3) + "</td></tr><tr><td>" + words(9) +
             "</td><td></td></tr></table>";
    }
    if (kind < 66) return "<div" + style + "><div style=\"float:left\">" + words(5) + "</div>" + words(9) + "</div>";
    if (kind < 70) {
      return "<div style=\"position:absolute;grid-" +
             pick({"row:1", "row:2/4", "area:2/2", "area:b", "column:1/9", "row:span 2/3", "row:-1;inset:0",
                   "area:1/1/2/2;inset:2px"}) +
             "\">" + words(2) + "</div>";
    }
    if (kind < 76) return "<table><tr><td>" + container(depth + 1) + "</td><td>" + words(2) + "</td></tr></table>";
    if (kind < 82) {
      return "<div style=\"display:flex;flex-flow:" + pick({"row", "column", "row wrap"}) + "\"><div" + style + ">" +
             words(9) + "</div>" + container(depth + 1) + "</div>";
    }
    if (kind < 90) return "<div" + style + "><p>" + words(9) + "</p>" + container(depth + 1) + words(4) + "</div>";
    const std::string nested = container(depth + 1);
    return chance(50) ? nested : "<div" + style + ">" + nested + "</div>";
  }
};

}  // namespace

AwkwardPage random_grid_page(std::uint32_t number) {
  return {"grid_" + std::to_string(number), GridMixer(number).page()};
}

}  // namespace gongwen::tests
