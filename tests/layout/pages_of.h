// The texts of a document's pages, one string a page: blocks and cells by `/`, lines by `|`. Margin boxes are left out.
#pragma once

#include "base/utf8.h"
#include "support/laid_out.h"

#include <string>
#include <vector>

namespace gongwen::tests {

inline std::string text_of(const layout::Fragment& fragment) {
  if (fragment.kind == layout::FragmentKind::Text || fragment.kind == layout::FragmentKind::Leader) {
    return base::to_utf8(fragment.run->text);
  }
  std::string out;
  for (const layout::ChildFragment& child : fragment.children) {
    const std::string text = text_of(*child.fragment);
    if (text.empty()) continue;
    const bool in_line =
        fragment.kind == layout::FragmentKind::Line || fragment.kind == layout::FragmentKind::InlineBox;
    if (!out.empty() && !in_line) out += child.fragment->kind == layout::FragmentKind::Line ? "|" : "/";
    out += text;
  }
  return out;
}

inline std::vector<std::string> pages_of(const LaidOut& laid_out) {
  std::vector<std::string> out;
  for (const layout::PageLayout& page : laid_out.document.pages) {
    out.push_back(page.content == nullptr ? std::string() : text_of(*page.content));
  }
  return out;
}

/// Pages of five lines of 20 px.
inline LaidOut lay_out(std::string_view style, std::string_view body) {
  return LaidOut(
      "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>t</title><style>@page{size:200px 140px;margin:20px}"
      "html{orphans:1;widows:1}body{margin:0;font:10px/20px \"Noto Serif CJK SC\"}p,h1,h2{margin:0;font-size:10px}"
      "table{border-spacing:0;width:100%}td,th{padding:0;font-weight:400}" +
      std::string(style) + "</style></head><body>" + std::string(body) + "</body></html>");
}

inline std::vector<std::string> pages(std::string_view style, std::string_view body) {
  return pages_of(lay_out(style, body));
}

}  // namespace gongwen::tests
