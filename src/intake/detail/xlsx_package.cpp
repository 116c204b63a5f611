#include "intake/detail/xlsx_package.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"

// Parts are addressed by relationships only: programs name them as they like. Errors of the package and of its XML
// become notices of the file.
namespace gongwen::intake {

namespace messages = diagnostics::messages;

std::vector<package::Relationship> XlsxPackage::relationships(std::string_view part) {
  const std::string path = package::relationship_part(part);
  package::RelationshipReader reader(part);
  if (has(path)) read(path, reader);
  return std::move(reader.found);
}

bool XlsxPackage::read(std::string_view part, package::XmlHandler& handler) {
  const auto bytes = zip_.read(part);
  if (!bytes) {
    report_zip_error(bytes.error(), limits_, file_);
    return false;
  }
  const std::optional<package::LocatedXmlError> fault = package::read_xml(*bytes, {limits_.max_depth}, handler);
  if (!fault) return true;
  switch (fault->error) {
    case package::XmlError::EntitiesTooLarge:
    case package::XmlError::ExternalEntity:
    case package::XmlError::Malformed: file_.report(messages::IntakeDamaged, {"XLSX"}); break;
    case package::XmlError::DocumentType: file_.report(messages::IntakeDocumentType); break;
    case package::XmlError::TooDeep: {
      const diagnostics::TextPair limit = texts::IntakeDeeperXml.pair(limits_.max_depth);
      file_.report(messages::IntakeLimit, {limit.english, limit.chinese});
      break;
    }
  }
  return false;
}

std::string XlsxPackage::text_of(std::string_view part) {
  auto bytes = zip_.read(part);
  if (bytes) return *std::move(bytes);
  report_zip_error(bytes.error(), limits_, file_);
  return {};
}

void report_zip_error(package::ZipError error, const IntakeLimits& limits, ReturnedFile& file) {
  const auto report_limit = [&file](const diagnostics::TextPair& limit) {
    file.report(messages::IntakeLimit, {limit.english, limit.chinese});
  };
  switch (error) {
    case package::ZipError::NoSuchEntry:
    case package::ZipError::Damaged: file.report(messages::IntakeDamaged, {"XLSX"}); break;
    case package::ZipError::Encrypted: file.report(messages::IntakeEncrypted); break;
    case package::ZipError::TooManyEntries: report_limit(texts::IntakeMoreParts.pair(limits.max_entries)); break;
    case package::ZipError::TooLarge:
      report_limit(texts::IntakeMoreUnpacked.pair(limits.max_unpacked_bytes >> 20));
      break;
    case package::ZipError::TooDense: report_limit(texts::IntakePartRatio.pair(limits.max_zip_ratio)); break;
  }
}

}  // namespace gongwen::intake
