// Any text as a template: lexer, parser, compiler and machine neither crash, hang nor leak, every place that is
// reported lies in its source, and a second run gives the same. The byte 1E parts the input into the main template and
// those that it may name, `a.html` and `b.html`; 1F at the start switches the handling of white space.
#include "base/utf8.h"
#include "data/readers.h"
#include "diagnostics/printer.h"
#include "resources/read_file.h"
#include "templating/detail/text_sink.h"
#include "templating/expression.h"
#include "templating/render.h"
#include "templating/template_set.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace gongwen;

constexpr char kNextFile = '\x1E';
constexpr char kOtherOptions = '\x1F';
constexpr std::array<std::string_view, 3> kNames{"main", "a.html", "b.html"};
constexpr std::string_view kData = R"({
  "n": 3, "f": 2.5, "s": "Hello <World>", "t": "ßﬁǆ İ 中文\nzweite\tZeile", "名": "值", "flag": true, "nothing": null,
  "big": 123456789012345678901234567890, "huge": 1e300, "l": [3, 1, 2], "m": ["b", "A", "ä", ""], "e": [], "o": {},
  "d": {"a": 1, "items": [1, [2, {"k": "v"}]], "键": {"x": "2024-02-04"}},
  "rows": [{"name": "甲", "count": 2, "tags": ["x", "y"]}, {"name": "乙", "count": 1, "tags": []},
           {"name": "丙", "count": 2, "tags": ["z"]}],
  "tree": [{"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]}]})";

void require(bool condition) {
  if (!condition) std::abort();
}

/// What is not UTF-8 never reaches this module.
std::string repaired(std::string_view text) {
  std::string out;
  for (const base::DecodedCodePoint& point : base::CodePoints(text)) base::append_utf8(out, point.code_point);
  return out;
}

templating::Limits low_limits() {
  templating::Limits limits;
  limits.steps = 50'000;
  limits.loop_iterations = 10'000;
  limits.call_depth = 60;
  limits.include_depth = 20;
  limits.output_bytes = 1 << 20;
  limits.memory_bytes = 4 << 20;
  limits.text_bytes = 256 << 10;
  limits.range_size = 10'000;
  return limits;
}

class Trial {
 public:
  Trial(std::string_view input, const data::Document& data) : data_(data) {
    if (input.starts_with(kOtherOptions)) {
      input.remove_prefix(1);
      options_.trim_blocks = options_.lstrip_blocks = options_.keep_trailing_newline = true;
      options_.extensions = templating::TagExtensions::None;
      options_.linking = templating::Linking::AsReached;
    }
    for (const std::string_view name : kNames) {
      const std::size_t end = std::min(input.find(kNextFile), input.size());
      loader_.add(name, repaired(input.substr(0, end)));
      input.remove_prefix(std::min(end + 1, input.size()));
    }
    documents_.add(data);
  }

  /// All that the input gives, as one text.
  std::string run() {
    std::string seen = dumps();
    templating::TextSink out;
    if (const auto set = templating::TemplateSet::compile(kNames, loader_, options_, sink_)) {
      seen += templating::dump_program(*set);
      const bool done = templating::render(*set, {"main", data_.root(), {}, low_limits()}, out, sink_);
      require(done != sink_.has_errors());
    }
    run_expression();
    check_places();
    return seen + out.text() + told();
  }

 private:
  std::string dumps() {
    // Their errors are those of the compiler; the same ones must not be counted for it.
    diagnostics::DiagnosticSink sink;
    std::string seen;
    for (const std::string_view name : kNames) {
      const auto text = loader_.load(name, {}, sink);
      seen += templating::dump_tokens(*text, options_, sink);
      seen += templating::dump_ast(*text, options_, sink);
    }
    return seen;
  }

  /// The main template as the condition of a rule.
  void run_expression() {
    const auto text = loader_.load("main", {}, sink_);
    const auto expression = templating::CompiledExpression::compile(*text, sink_);
    if (!expression) return;
    const std::array<templating::Binding, 2> bindings{{{"item", data_.root()}, {"index", std::int64_t{1}}}};
    (void)expression->is_true(bindings, low_limits(), sink_);
  }

  void check_place(const diagnostics::Origin& origin) const {
    const diagnostics::Span& place = origin.template_place;
    if (!place) return;
    require(place.begin <= place.end && place.end <= store_.source_text(place.source).size());
  }
  void check_places() const {
    for (const diagnostics::Diagnostic& diagnostic : sink_.diagnostics()) {
      check_place(diagnostic.origin);
      for (const diagnostics::Note& note : diagnostic.notes) check_place(note.origin);
    }
  }
  std::string told() const {
    return diagnostics::print_text(sink_.diagnostics(), {&store_, &documents_}, {diagnostics::Language::English, 50});
  }

  const data::Document& data_;
  data::DocumentRegistry documents_;
  resources::SourceStore store_;
  templating::MapLoader loader_{store_};
  templating::SyntaxOptions options_;
  diagnostics::DiagnosticSink sink_;
};

const data::Document& context() {
  static const data::Document document = [] {
    diagnostics::DiagnosticSink sink;
    auto read = data::read_json(diagnostics::SourceId(99), kData, {}, sink);
    require(read.has_value());
    return *std::move(read);
  }();
  return document;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  require(Trial(input, context()).run() == Trial(input, context()).run());
  return 0;
}
