#include "engine/kinds/detail/word_package.h"

#include "diagnostics/catalogue/adopt.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "word/read_document.h"

#include <array>
#include <string_view>
#include <utility>

namespace gongwen::engine {
// Compilation: the document's XML with its tags becomes one template text (adopt/package_template), whose
// places lead back to paragraphs of the file.
namespace {

void compile_package(const CompiledKind& kind, const KindOutput& output, WordPackage& made,
                     diagnostics::DiagnosticSink& sink) {
  const std::string& name = output.template_name;
  base::Expected<std::string> bytes = kind.files.read_bytes(name, {}, sink);
  if (!bytes) return;
  made.bytes = *std::move(bytes);
  constexpr word::WordLimits kLimits;
  auto zip = package::ZipArchive::open(made.bytes, kLimits.zip);
  const auto document = zip ? word::read_document(*zip, kLimits)
                            : base::Expected<word::Document, word::WordFailure>(base::Failure{word::WordFailure{}});
  if (!document) {
    sink.report(diagnostics::messages::AdoptUnreadable, diagnostics::Origin{}, name);
    return;
  }
  auto package = adopt::package_template(*document, *zip, name, sink);
  if (!package) return;
  made.package = *std::move(package);
  made.source = kind.word_package_source;
  // The source was reserved when the kind was compiled; messages name the file.
  kind.sources->fill(made.source, kind.files.path_of(name), std::move(made.package.text),
                     std::move(made.package.places));
  const std::shared_ptr<TemplateFiles>& loader = kind.word_templates;
  loader->add_made(name, made.source);
  const std::array<std::string_view, 1> names{name};
  auto templates =
      templating::TemplateSet::compile(names, *loader, templating::SyntaxOptions{}, sink, kind.texts.wordings);
  if (templates) made.templates = *std::move(templates);
}

}  // namespace

const WordPackage& word_package_of(const CompiledKind& kind, const KindOutput& output) {
  CompiledKind::WordCopy& copy = kind.derived->word_copy;
  // Threads that come later wait for the first one. Its messages are kept and reported in each run that
  // uses the package.
  std::call_once(copy.once, [&] {
    auto made = std::make_shared<WordPackage>();
    diagnostics::DiagnosticSink sink;
    compile_package(kind, output, *made, sink);
    made->diagnostics = sink.diagnostics();
    made->usable = made->templates.has_value() && !sink.has_errors();
    copy.package = std::move(made);
  });
  return *copy.package;
}

}  // namespace gongwen::engine
