// The parts of gongwen one by one, warm, each with a rate: what a change to one of them gains or loses. Google's
// library for benchmarks repeats each until its time is known: `bench_parts --benchmark_filter=layout`.
#include "base/format.h"
#include "data/readers.h"
#include "dom/html_sink.h"
#include "ofd/write_ofd.h"
#include "pdf/write_pdf.h"
#include "prose.h"
#include "resources/folder.h"
#include "style/css/stylesheet.h"
#include "support/laid_out.h"
#include "templating/detail/syntax/lexer.h"
#include "templating/detail/text_sink.h"
#include "templating/render.h"
#include "templating/template_set.h"
#include "text/break_paragraph.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

using namespace gongwen;

namespace {

/// The largest kind: its templates in one text.
std::string all_templates() {
  const resources::Folder folder(GONGWEN_SOURCE_DIR "/templates/monthly-bulletin", "templates");
  diagnostics::DiagnosticSink sink;
  std::string all;
  for (const std::string& name : folder.files_below(2)) {
    if (!name.ends_with(".html")) continue;
    if (const auto bytes = folder.read_bytes(name, {}, sink)) all += *bytes;
  }
  return all;
}

std::string rows_of_json(int rows) {
  std::string json = "{\"rows\": [";
  for (int i = 0; i < rows; ++i) {
    json += fmt::format(R"({}{{"number": "GB/T {}", "title": "信息安全技术 {}", "count": {}}})", i == 0 ? "" : ", ", i,
                        i, i);
  }
  return json + "]}";
}

std::string table_page(int rows) {
  std::string page = R"(<html lang="zh"><head><title>x</title><style>@page { size: A4; margin: 25mm }
td { border: 0.5pt solid } table { border-collapse: collapse }</style></head><body><table><tbody>)";
  for (int i = 0; i < rows; ++i) {
    page += fmt::format(
        "<tr><td>{}</td><td>国家标准项目明细</td><td>信息安全技术　数据安全标准体系建设指南第{}部分</td></tr>", i,
        i % 97);
  }
  return page + "</tbody></table></body></html>";
}

/// 2,000 paragraphs under 500 rules, of which each matches some.
std::string page_of_many_rules() {
  std::string page = "<html lang=\"zh\"><head><title>x</title><style>";
  for (int i = 0; i < 500; ++i) page += fmt::format("div > .c{} + p, .d{} p {{ text-indent: {}em }}\n", i, i, i % 4);
  page += "</style></head><body>";
  for (int i = 0; i < 2000; ++i)
    page += fmt::format(R"(<div class="d{}"><p class="c{}">x</p><p>y</p></div>)", i % 500, i % 500);
  return page + "</body></html>";
}

void lexer(benchmark::State& state) {
  const std::string text = all_templates();
  diagnostics::DiagnosticSink sink;
  for (auto _ : state) {
    templating::Arena arena(std::uint64_t{1} << 34);
    benchmark::DoNotOptimize(
        templating::Lexer({diagnostics::SourceId(std::size_t{0}), text}, {}, arena, sink).read_template());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(lexer);

void json(benchmark::State& state) {
  const std::string text = rows_of_json(2000);
  diagnostics::DiagnosticSink sink;
  for (auto _ : state) {
    benchmark::DoNotOptimize(data::read_json(diagnostics::SourceId(std::size_t{0}), text, {}, sink));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(json);

void machine(benchmark::State& state) {
  constexpr int kRows = 2000;
  resources::SourceStore sources;
  diagnostics::DiagnosticSink sink;
  templating::MapLoader loader(sources);
  loader.add(
      "main",
      "{% for row in rows %}<tr><td>{{ loop.index }}</td><td>{{ row.number }}</td><td>{{ row.title | upper }}</td>"
      "{% if row.count % 2 %}<td>{{ row.count + 1 }}</td>{% endif %}</tr>\n{% endfor %}");
  const std::string_view names[] = {"main"};
  const auto templates = templating::TemplateSet::compile(names, loader, {}, sink);
  const std::string text = rows_of_json(kRows);
  const auto data = data::read_json(sources.add_name("data"), text, {}, sink);
  for (auto _ : state) {
    templating::TextSink out;
    if (!templating::render(*templates, {"main", data->root(), {}, {}}, out, sink)) state.SkipWithError("not expanded");
    benchmark::DoNotOptimize(std::move(out).take());
  }
  state.SetItemsProcessed(state.iterations() * kRows);
}
BENCHMARK(machine);

void cascade(benchmark::State& state) {
  const tests::LaidOut page(page_of_many_rules());
  diagnostics::DiagnosticSink sink(page.origins);
  for (auto _ : state) benchmark::DoNotOptimize(style::build_style_tree(page.tree, page.rules, sink));
  state.SetItemsProcessed(state.iterations() * 3 * 2000);
}
BENCHMARK(cascade);

std::vector<text::ShapedParagraph> shape_all(bench::Prose& prose) {
  std::vector<text::ShapedParagraph> shaped;
  for (const std::u32string& text : prose.texts()) shaped.push_back(prose.shape(text));
  return shaped;
}

void shaping(benchmark::State& state) {
  bench::Prose prose(tests::test_fonts());
  for (auto _ : state) benchmark::DoNotOptimize(shape_all(prose));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(bench::Prose::kCharacters));
}
BENCHMARK(shaping);

void breaking(benchmark::State& state) {
  bench::Prose prose(tests::test_fonts());
  const std::vector<text::ShapedParagraph> shaped = shape_all(prose);
  const text::TextLength width = prose.width_of(26);
  const text::BreakOptions options{text::WrapStyle::Greedy, text::TextLength()};
  for (auto _ : state) {
    for (const text::ShapedParagraph& paragraph : shaped) {
      benchmark::DoNotOptimize(text::break_paragraph(paragraph, {width, width, width}, options));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(bench::Prose::kCharacters));
}
BENCHMARK(breaking);

constexpr int kTableRows = 500;

/// A new one each time, since a layout remembers what it has set.
void table_layout(benchmark::State& state) {
  tests::LaidOut page(table_page(kTableRows));
  for (auto _ : state) {
    layout::LayoutContext context(page.boxes, page.styles, page.tree, *page.fonts, page.sink);
    benchmark::DoNotOptimize(layout::layout_document(*page.page_styles, context));
  }
  state.SetItemsProcessed(state.iterations() * kTableRows);
}
BENCHMARK(table_layout);

/// Running text, justified, with digits and Latin letters in it.
std::string prose_page(int paragraphs) {
  std::string page = R"(<html lang="zh"><head><title>x</title><style>@page { size: A4; margin: 25mm }
p { text-indent: 2em; text-align: justify }</style></head><body>)";
  constexpr std::string_view kText =
      "为落实网络安全标准化工作部署，推动重点领域标准研制，现将2026年第{}批GB/T标准征求意见事项通知如下："
      "各单位应当结合实际，组织有关专家认真研究，提出修改意见和建议，并于{}月{}日前反馈秘书处。";
  for (int i = 0; i < paragraphs; ++i) {
    page += "<p>";
    for (int part = 0; part < 4; ++part)
      page += fmt::format(fmt::runtime(kText), i, (i + part) % 12 + 1, i * part % 28 + 1);
    page += "</p>";
  }
  return page + "</body></html>";
}

void write_as_pdf(benchmark::State& state, const std::string& html) {
  tests::LaidOut page(html);
  for (auto _ : state) {
    pdf::PdfOptions options;
    options.spare_core = pdf::SpareCore::No;
    benchmark::DoNotOptimize(pdf::write_pdf(page.painted, tests::test_fonts(), options, page.sink));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(page.painted.pages.size()));
}

void write_as_ofd(benchmark::State& state, const std::string& html) {
  tests::LaidOut page(html);
  for (auto _ : state) {
    benchmark::DoNotOptimize(ofd::write_ofd(page.painted, tests::test_fonts(), {}, page.sink));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(page.painted.pages.size()));
}

void writer(benchmark::State& state) { write_as_pdf(state, table_page(kTableRows)); }
BENCHMARK(writer);
void ofd_writer(benchmark::State& state) { write_as_ofd(state, table_page(kTableRows)); }
BENCHMARK(ofd_writer);

constexpr int kParagraphs = 200;

void prose_writer(benchmark::State& state) { write_as_pdf(state, prose_page(kParagraphs)); }
BENCHMARK(prose_writer);
void ofd_prose_writer(benchmark::State& state) { write_as_ofd(state, prose_page(kParagraphs)); }
BENCHMARK(ofd_prose_writer);

}  // namespace

BENCHMARK_MAIN();
