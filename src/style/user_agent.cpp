#include "base/assert.h"
#include "style/rule_set.h"

namespace gongwen::style {
namespace {

constexpr std::string_view kUserAgentCss =
#include "user_agent_css.inc"
    ;

constexpr std::string_view kFramedControlsCss =
#include "framed_controls_css.inc"
    ;

constexpr std::string_view kFittingCss =
#include "fitting_css.inc"
    ;

std::shared_ptr<const css::StyleSheet> parse(std::string_view css) {
  diagnostics::DiagnosticSink faults;
  auto parsed = std::make_shared<const css::StyleSheet>(css::parse_stylesheet(css, {}, faults));
  GONGWEN_ASSERT(faults.diagnostics().empty());
  return parsed;
}

}  // namespace

std::shared_ptr<const css::StyleSheet> user_agent_sheet() {
  static const std::shared_ptr<const css::StyleSheet> sheet = parse(kUserAgentCss);
  return sheet;
}

std::shared_ptr<const css::StyleSheet> framed_controls_sheet() {
  static const std::shared_ptr<const css::StyleSheet> sheet = parse(kFramedControlsCss);
  return sheet;
}

std::shared_ptr<const css::StyleSheet> fitting_sheet() {
  static const std::shared_ptr<const css::StyleSheet> sheet = parse(kFittingCss);
  return sheet;
}

const css::DeclarationBlock& header_cell_alignment() {
  static base::StringArena texts;
  static const css::DeclarationBlock block = [] {
    diagnostics::DiagnosticSink faults;
    return css::parse_style_attribute("text-align: center", {}, texts, faults);
  }();
  return block;
}

}  // namespace gongwen::style
