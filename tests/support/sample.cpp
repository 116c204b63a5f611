#include "support/sample.h"

#include "dom/html_sink.h"
#include "engine/input/read_data.h"
#include "engine/render/detail/laid_out_fields.h"
#include "engine/runs/kind_run.h"
#include "forms/fill_fields.h"
#include "templating/render.h"

#include <algorithm>
#include <stdexcept>

namespace gongwen::tests {
namespace {

namespace fs = std::filesystem;

/// Not with the test framework: programs without it use samples, too.
void require(bool condition, const fs::path& file) {
  if (!condition)
    throw std::runtime_error("cannot use the sample " + file.parent_path().filename().string() + "/" +
                             file.filename().string());
}

std::shared_ptr<const engine::CompiledKind> kind_of(const fs::path& file) {
  static engine::KindLibrary kinds(engine::complete_options({.share_folder = GONGWEN_SOURCE_DIR}));
  std::shared_ptr<const engine::CompiledKind> kind = kinds.get(file.parent_path().filename().string());
  require(kind != nullptr && kind->usable, file);
  return kind;
}

}  // namespace

std::vector<fs::path> sample_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(GONGWEN_SOURCE_DIR "/samples")) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Sample::Sample(const fs::path& file, const DataSource& source)
    : kind(kind_of(file)), run(kind), data(engine::read_data(source, *kind, {}, run)) {
  require(data != nullptr, file);
  const engine::KindOutput& output = *kind->find_output(Format::Pdf);
  dom::HtmlSink html(&*kind->literals, run.origins(), run.sink());
  const templating::Binding bindings[] = {{"fillable", false}};
  const engine::ChoiceTitles titles(*kind, run);
  templating::RenderInput input{output.template_name, data->root(), bindings, {}};
  input.choice_title = [&titles](diagnostics::DataPlace place, std::string_view code) {
    return titles.title_of(place, code);
  };
  require(templating::render(*kind->templates, input, html, run.sink()), file);
  dom::Tree tree = std::move(html).finish();
  fields = forms::collect_fields(tree);
  forms::fill_fields(fields, {*kind->schema, data->root()}, run.sink());
  laid_out = std::make_unique<LaidOut>(std::move(tree), output.styles.rules, output.styles.font_faces, &fields);
}

}  // namespace gongwen::tests
