#include "base/ascii.h"
#include "base/format.h"
#include "gongwen/format.h"

#include <array>

namespace gongwen {
namespace {

constexpr std::array kFormats{
    FormatInfo{Format::Pdf, Medium::Page, "pdf", ".pdf", true, false},
    FormatInfo{Format::Xlsx, Medium::Sheet, "xlsx", ".xlsx", true, false},
    FormatInfo{Format::Svg, Medium::Page, "svg", ".svg", false, true},
    FormatInfo{Format::Png, Medium::Page, "png", ".png", false, true},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kFormats.size(); ++i) {
    if (kFormats[i].format != static_cast<Format>(i)) return false;
  }
  return true;
}
// A format without a row is missed where it is written (render/detail/write_pages.cpp), for want of a case.
static_assert(is_in_order());

}  // namespace

std::span<const FormatInfo> known_formats() { return kFormats; }

const FormatInfo& format_info(Format format) { return kFormats.at(static_cast<std::size_t>(format)); }

const FormatInfo* find_format(std::string_view name) {
  for (const FormatInfo& info : kFormats) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

const FormatInfo* find_format_of_path(std::string_view path) {
  for (const FormatInfo& info : kFormats) {
    const bool fits = path.size() >= info.ending.size() &&
                      base::equals_ignoring_ascii_case(path.substr(path.size() - info.ending.size()), info.ending);
    if (fits) return &info;
  }
  return nullptr;
}

std::string page_path(std::string_view path, std::size_t page, std::size_t page_count) {
  const std::string number = fmt::format("{:0{}}", page, std::to_string(page_count).size());
  std::string out;
  std::size_t at = 0;
  while (true) {
    const std::size_t found = path.find(kPagePlaceholder, at);
    out += path.substr(at, found - at);
    if (found == std::string_view::npos) return out;
    out += number;
    at = found + kPagePlaceholder.size();
  }
}

}  // namespace gongwen
