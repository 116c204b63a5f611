#include "engine/render/kept_forms.h"

#include "diagnostics/catalogue/engine.h"
#include "resources/byte_stream.h"
#include "resources/file_descriptor.h"

#include <algorithm>

// A form that a person has filled in must not be lost by rendering a document of the same name. Reading every former
// file would be slow, so documents that cannot be forms are recognised by their bytes.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;

/// Whether the program wrote the PDF without fields, and nothing has been appended since.
bool is_own_document(std::string_view pdf) {
  return pdf.find("<pdf:Producer>gongwen</pdf:Producer>") != std::string_view::npos &&
         pdf.find("gw:kind") == std::string_view::npos && pdf.find("startxref") == pdf.rfind("startxref");
}

/// Decided by the first bytes: workbooks and Word files are ZIP archives, other forms are PDF files.
bool may_be_form(std::string_view bytes) {
  // No form is nearly as large, and reading would take longer than rendering did.
  constexpr std::size_t kMostBytes = std::size_t{64} << 20;
  if (bytes.size() > kMostBytes) return false;
  return bytes.starts_with("PK") || (bytes.starts_with("%PDF-") && !is_own_document(bytes));
}

/// Whether the new file keeps all values of the former one.
bool has_all_of(const intake::ReturnedFile& file, const intake::ReturnedFile& former) {
  const auto is_there = [&file](const intake::RawField& wanted) {
    return std::any_of(file.fields.begin(), file.fields.end(), [&wanted](const intake::RawField& field) {
      return field.pointer == wanted.pointer && field.text == wanted.text;
    });
  };
  return file.stamp.kind == former.stamp.kind && std::all_of(former.fields.begin(), former.fields.end(), is_there);
}

}  // namespace

/// Whether a document may replace the file at a path, which may not exist.
bool may_take_place(const std::string& path, std::string_view bytes, intake::FileReader& reader,
                    diagnostics::DiagnosticSink& sink) {
  if (resources::is_stream(path)) return true;
  const std::optional<resources::MappedFile> mapped = resources::MappedFile::open(path);
  if (!mapped) return true;
  const std::span<const std::byte> content = mapped->bytes();
  const std::string_view former(reinterpret_cast<const char*>(content.data()), content.size());
  // Signing appends to a file, so the former bytes are its start.
  if (former.empty() || !may_be_form(former) || bytes.starts_with(former)) return true;
  intake::IntakeOptions options;
  options.word = intake::WordFiles::Read;
  const intake::ReturnedFile file = reader.read(former, options);
  if (file.is_data_workbook) {
    sink.report(messages::EngineKeptWorkbook, diagnostics::Origin{}, path);
    return false;
  }
  if (file.fields.empty() || file.type == intake::FileType::Json) return true;
  // The same data was rendered again.
  if (may_be_form(bytes) && has_all_of(reader.read(bytes, options), file)) return true;
  sink.report(messages::EngineKeptForm, diagnostics::Origin{}, path, file.fields.size());
  return false;
}

}  // namespace gongwen::engine
