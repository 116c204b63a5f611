// Any bytes as JSON: the reader neither crashes nor hangs, says why it refuses, and every value of
// a document lies where its place says and is found under its own pointer. The quick way of reading and the library's
// agree.
#include "data/detail/plain_json.h"
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

void check_same(const data::Document& one, const data::Document& other) {
  require(one.node_count() == other.node_count());
  for (std::uint32_t i = 0; i < one.node_count(); ++i) {
    const data::Value a(one, i);
    const data::Value b(other, i);
    require(a.type() == b.type() && a.span() == b.span() && a.key() == b.key() && a.key_span() == b.key_span());
    require(a.size() == b.size());
    if (a.is_string()) require(a.string() == b.string());
    if (a.type() == data::ValueType::Integer) require(a.integer() == b.integer());
    if (a.type() == data::ValueType::Decimal) require(a.decimal_text() == b.decimal_text());
    if (a.type() == data::ValueType::Boolean) require(a.boolean() == b.boolean());
  }
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
  diagnostics::DiagnosticSink odd_sink;
  const auto odd = data::read_odd_json(diagnostics::SourceId(0), text, limits, odd_sink);
  require(document.has_value() == odd.has_value());
  require(sink.diagnostics().size() == odd_sink.diagnostics().size());
  if (!document) return 0;
  check_same(*document, *odd);
  check_value(document->root(), size);
  const data::Value last(*document, static_cast<std::uint32_t>(document->node_count() - 1));
  require(document->resolve(last.pointer()).has_value());
  return 0;
}
