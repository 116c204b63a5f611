// Any bytes as a style sheet, as a selector and as the value of a property: the parser neither crashes nor hangs, and
// what it reports lies within the text.
#include "style/css/stylesheet.h"
#include "style/css/token.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace gongwen;

void parse(const std::string& text) {
  diagnostics::DiagnosticSink sink;
  const diagnostics::Span place{diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(text.size())};
  (void)css::parse_stylesheet(text, place, sink);
  for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics()) {
    const diagnostics::Span& told = diagnostic.origin.template_place;
    if (told.begin > told.end || told.end > text.size()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  parse(text);
  parse(text + "{color:red}");
  parse("p{" + text + "}");
  parse("p{width:" + text + "}");
  return 0;
}
