#include "programs/show/detail/show_ofd.h"

#include "base/file_path.h"
#include "diagnostics/catalogue/show.h"
#include "programs/show/detail/package_shower.h"

namespace gongwen::show {

namespace messages = diagnostics::messages;

namespace {

/// Resources that the pages of a document refer to: the images, and the faces of its fonts.
struct ShownMemory {
  std::string bytes;
  std::unique_ptr<PackageShower> shower;
};

void report_fault(PackageFault fault, Reporter& reporter) {
  switch (fault) {
    case PackageFault::NotOfd: reporter.of_file(messages::ShowNotOfd); break;
    case PackageFault::Encrypted: reporter.of_file(messages::ShowEncrypted); break;
    case PackageFault::TooLarge: reporter.of_file(messages::ShowTooLarge, "ZIP"); break;
  }
}

}  // namespace

std::unique_ptr<ShownDocument> show_ofd(std::string_view bytes, const std::string& name, const text::FontLibrary& fonts,
                                        diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch errors(sink);
  Reporter reporter(name, sink);
  auto shown = std::make_unique<ShownDocument>();
  auto memory = std::make_shared<ShownMemory>();
  memory->bytes = bytes;
  auto parts = PackageParts::open(memory->bytes);
  if (!parts) {
    report_fault(parts.error(), reporter);
    return nullptr;
  }
  ObjectCounts counts;
  memory->shower = std::make_unique<PackageShower>(*std::move(parts), fonts, reporter, counts);
  const bool is_shown = memory->shower->show_all(*shown);
  reporter.finish();
  if (!is_shown || errors.saw_errors()) return nullptr;
  // PDF needs a title.
  const bool has_name = !name.empty() && !name.starts_with('<');
  std::string& title = shown->painted.information.title;
  if (title.empty()) title = has_name ? base::file_name(name) : std::string_view("OFD");
  shown->memory = std::move(memory);
  return shown;
}

}  // namespace gongwen::show
