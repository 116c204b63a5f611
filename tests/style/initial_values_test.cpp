// Each property's initial value is given twice: as a text in properties.def, which the manual shows, and as what its
// member of ComputedStyle starts with. Here the text goes through the parser and the property's converter.
#include "style/apply_property.h"
#include "style/css/stylesheet.h"

#include <gtest/gtest.h>

using namespace gongwen;
using css::PropertyId;

namespace {

struct InitialValue {
  PropertyId property;
  std::string_view declaration;
  bool (*same)(const style::ComputedStyle& a, const style::ComputedStyle& b);
};

constexpr InitialValue kInitialValues[] = {
#define GONGWEN_PROPERTY(id, name, field, inherited, initial, grammar)                                   \
  {PropertyId::id, name ": " initial, [](const style::ComputedStyle& a, const style::ComputedStyle& b) { \
     return a.field == b.field;                                                                          \
   }},
#include "style/css/properties.def"
#undef GONGWEN_PROPERTY
};

/// What the declaration makes of a style; the other members are left as they are.
style::ComputedStyle computed(const InitialValue& value, diagnostics::DiagnosticSink& sink) {
  base::StringArena texts;
  const diagnostics::Span place{diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(value.declaration.size())};
  const css::DeclarationBlock block = css::parse_style_attribute(value.declaration, place, texts, sink);
  style::ComputedStyle result;
  for (const css::Declaration& declaration : block.declarations) {
    style::apply_property(declaration.property, declaration.values, {style::initial_style(), {}}, result);
  }
  return result;
}

}  // namespace

TEST(InitialValues, AreThoseThatTheTableOfPropertiesStates) {
  for (const InitialValue& value : kInitialValues) {
    // No list at all is content(text), which elements without a label need not keep.
    if (value.property == PropertyId::BookmarkLabel) continue;
    diagnostics::DiagnosticSink sink;
    EXPECT_TRUE(value.same(computed(value, sink), style::initial_style())) << value.declaration;
    EXPECT_TRUE(sink.diagnostics().empty()) << value.declaration;
  }
}
