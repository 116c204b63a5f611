#include "engine/kinds/detail/word_page.h"

#include "adopt/template_page.h"
#include "diagnostics/catalogue/adopt.h"
#include "package/zip_archive.h"
#include "word/read_document.h"

#include <utility>

namespace gongwen::engine {

// Word files of bundles come from the authors of templates, so they are read in this process; files returned by
// strangers are read in `gongwen-reader` (intake).
base::Expected<WordPage> read_word_page(const BundleFiles& files, const std::string& name, const std::string& title,
                                        const diagnostics::Origin& origin, resources::SourceStore& store,
                                        diagnostics::DiagnosticSink& sink) {
  const base::Expected<std::string> bytes = files.read_bytes(name, origin, sink);
  if (!bytes) return base::kReported;
  constexpr word::WordLimits kLimits;
  base::Expected<package::ZipArchive, package::ZipError> zip = package::ZipArchive::open(*bytes, kLimits.zip);
  if (!zip) {
    sink.report(diagnostics::messages::AdoptUnreadable, origin, name);
    return base::kReported;
  }
  const base::Expected<word::Document, word::WordFailure> document = word::read_document(*zip, kLimits);
  if (!document) {
    sink.report(diagnostics::messages::AdoptUnreadable, origin, name);
    return base::kReported;
  }
  WordPage page;
  page.source = store.reserve();
  adopt::PageRequest request;
  request.source = page.source;
  request.picture_prefix = name + "/";
  request.title = title;
  request.field_macros =
      "{%- from \"shared/form/word-page.html\" import field, field_date, field_long, field_list, field_box with "
      "context -%}";
  adopt::AdoptedPage adopted = adopt::adopt_page(*document, request, sink);
  for (const auto& [part, picture] : adopted.pictures) {
    base::Expected<std::string, package::ZipError> read = zip->read(part);
    if (read) page.files.emplace(picture, *std::move(read));
  }
  page.style_name = name + ".css";
  page.files.emplace(page.style_name, std::move(adopted.css));
  // Messages at places of the template need its text, whether it is usable or not.
  page.has_fields = adopted.has_fields;
  store.fill(page.source, files.path_of(name), std::move(adopted.html), std::move(adopted.places));
  if (!adopted.is_usable) return base::kReported;
  return page;
}

}  // namespace gongwen::engine
