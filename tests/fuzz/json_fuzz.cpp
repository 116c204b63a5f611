// Any bytes as JSON: the reader neither crashes nor hangs, says why it refuses, and every value of
// a document lies where its place says and is found under its own pointer.
#include "data/readers.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace gongwen;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_value(const data::Value& value, std::size_t length) {
  const diagnostics::Span span = value.span();
  require(span.begin < span.end && span.end <= length);
  for (std::size_t i = 0; i < value.size(); ++i) check_value(value.at(i), length);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  data::JsonLimits limits;
  limits.max_depth = 64;
  diagnostics::DiagnosticSink sink;
  const auto document = data::read_json(diagnostics::SourceId(0), text, limits, sink);
  require(document.has_value() != sink.has_errors());
  for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics()) {
    require(diagnostic.origin.template_place.end <= size);
  }
  if (!document) return 0;
  check_value(document->root(), size);
  const data::Value last(*document, static_cast<std::uint32_t>(document->node_count() - 1));
  require(document->resolve(last.pointer()).has_value());
  return 0;
}
