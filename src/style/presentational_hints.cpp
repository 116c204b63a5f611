#include "style/presentational_hints.h"

#include "base/ascii.h"

namespace gongwen::style {
namespace {

/// HTML section 2.4.4.4, dimension values: `200`, `12.5`, `50%`; what follows the number is passed over.
std::string dimension(std::string_view name, std::string_view value) {
  value = base::trim_ascii_space(value);
  std::size_t end = 0;
  const auto skip_digits = [&] {
    while (end < value.size() && base::is_ascii_digit(value[end])) ++end;
  };
  skip_digits();
  if (end == 0 || end > 9) return {};
  if (end + 1 < value.size() && value[end] == '.' && base::is_ascii_digit(value[end + 1])) {
    ++end;
    skip_digits();
  }
  const bool percent = end < value.size() && value[end] == '%';
  return std::string(name) + ":" + std::string(value.substr(0, end)) + (percent ? "%;" : "px;");
}

}  // namespace

std::string presentational_hints(const dom::Tree& tree, dom::NodeId element) {
  if (!tree.is_element(element, dom::ElementName::Img)) return {};
  return dimension("width", tree.attribute_value(element, dom::AttributeName::Width)) +
         dimension("height", tree.attribute_value(element, dom::AttributeName::Height));
}

}  // namespace gongwen::style
