// Counts how often an expansion asks for memory: for one that only writes values never more often for more rows, and
// for one that makes new texts only as often as its arena takes another block. Exit status 1 if that does not hold.
#include "base/format.h"
#include "data/readers.h"
#include "diagnostics/printer.h"
#include "resources/read_file.h"
#include "templating/render.h"
#include "templating/template_set.h"

#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

namespace {

std::size_t allocations = 0;

void* count_and_allocate(std::size_t size) {
  ++allocations;
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return count_and_allocate(size); }
void* operator new[](std::size_t size) { return count_and_allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

using namespace gongwen;

namespace {

constexpr std::string_view kWritesValues =
    "<table>{% for row in rows %}<tr{% if loop.last %} class=\"last\"{% endif %}><td>{{ loop.index }}</td>"
    "<td>{{ row.name }}</td><td>{{ row.amount }}</td><td>{% if row.amount > 500 %}高{% else %}低{% endif %}</td>"
    "<td>{{ row.code }}</td><td>{{ row.count }}</td></tr>\n{% endfor %}</table>";

constexpr std::string_view kMakesTexts =
    "{% macro cell(text) %}<td>{{ text }}</td>{% endmacro %}"
    "<table>{% for row in rows %}<tr>{{ cell(row.name) }}<td>{{ row.code|upper }}</td><td>{{ row.name|lower }}</td>"
    "<td>{{ '%.2f'|format(row.amount) }}</td><td>{{ row.name ~ '（' ~ row.count ~ '）' }}</td>"
    "<td>{{ row.name|trim|replace('技术', '工程') }}{{ row.note|default('无') }}</td></tr>\n{% endfor %}</table>";

/// Takes all and keeps nothing.
class CountingSink final : public templating::Sink {
 public:
  bool literal(const templating::Literal& literal) override { return take(literal.text); }
  bool text(std::string_view value, const diagnostics::Origin&) override { return take(value); }
  bool markup(std::string_view value, const diagnostics::Origin&) override { return take(value); }
  std::size_t pieces() const { return pieces_; }

 private:
  bool take(std::string_view text) {
    pieces_ += !text.empty();
    return true;
  }
  std::size_t pieces_ = 0;
};

struct Counts {
  std::size_t pieces = 0;
  std::size_t allocations = 0;
};

std::string make_data(int rows) {
  std::string json = R"({"rows": [)";
  for (int i = 0; i < rows; ++i) {
    json += fmt::format(R"({}{{"name": " 信息安全技术　数据安全标准体系 <{}> ", "code": "gb/t {}—2024, part {}", )",
                        i == 0 ? "" : ",", i, i, i);
    json += fmt::format(R"("amount": {}.{:02}, "count": {}}})", i % 1000, i % 100, i);
  }
  return json + "]}";
}

/// What one expansion takes, without reading the data and compiling.
Counts count(std::string_view text, int rows) {
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  const auto source = store.add("data.json", make_data(rows));
  const auto document = data::read_json(source, store.source_text(source), {}, sink);
  templating::MapLoader loader(store);
  loader.add("main", std::string(text));
  const std::string_view names[] = {"main"};
  const auto templates = templating::TemplateSet::compile(names, loader, {}, sink);
  CountingSink out;
  const std::size_t before = allocations;
  const bool done =
      document && templates && templating::render(*templates, {"main", document->root(), {}, {}}, out, sink);
  if (!done) {
    fmt::print(stderr, "{}", diagnostics::print_text(sink.diagnostics(), {&store, nullptr}, {}));
    std::exit(1);
  }
  return {out.pieces(), allocations - before};
}

bool holds(std::string_view name, std::string_view text, std::size_t pieces_per_allocation) {
  const Counts few = count(text, 1'000);
  const Counts many = count(text, 5'000);
  const std::size_t growth = many.allocations - few.allocations;
  const std::size_t pieces = many.pieces - few.pieces;
  const std::size_t most = pieces_per_allocation == 0 ? 0 : pieces / pieces_per_allocation;
  fmt::print("{}: {} pieces take {} allocations, {} pieces {}: {} more, at most {}\n", name, few.pieces,
             few.allocations, many.pieces, many.allocations, growth, most);
  return growth <= most;
}

}  // namespace

int main() {
  const bool values = holds("writing values", kWritesValues, 0);
  const bool texts = holds("making texts", kMakesTexts, 1'000);
  return values && texts ? 0 : 1;
}
