// Any bytes as a value with structure: reading neither crashes nor hangs, and what is written is well-formed, so that
// no value can end what it stands in.
#include "templating/detail/markup/html_reader.h"
#include "templating/detail/markup/markdown_reader.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace gongwen::templating;

void require(bool condition) {
  if (!condition) std::abort();
}

/// Whether each tag is known and closed in order.
void check_tags(std::string_view html) {
  std::vector<std::string_view> open;
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at)) {
    const std::size_t end = html.find('>', at);
    require(end != std::string_view::npos);
    const std::string_view tag = html.substr(at + 1, end - at - 1);
    at = end;
    if (tag == "br" || tag == "hr") continue;
    if (tag.starts_with('/')) {
      require(!open.empty() && open.back() == tag.substr(1));
      open.pop_back();
      continue;
    }
    const std::string_view name = tag.substr(0, tag.find(' '));
    require(name.ends_with("-below") || find_markup_element(name).has_value());
    open.push_back(name);
  }
  require(open.empty());
}

void check(const StructuredText& result) {
  require(result.findings.size() <= kMaxFindings);
  if (!result.is_too_large) check_tags(result.html);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), std::min(size, kMaxStructuredText));
  check(from_markdown(text, Shape::Blocks));
  check(from_markdown(text, Shape::Line));
  check(from_html(text));
  return 0;
}
