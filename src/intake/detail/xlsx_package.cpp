#include "intake/detail/xlsx_package.h"

#include "base/file_path.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"

#include <algorithm>

namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

/// `../x/y.xml` seen from `xl/worksheets/a.xml`.
std::string resolve_target(std::string_view part, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  std::string folder = base::as_folder(base::folder_part(part));
  while (target.starts_with("../") || target.starts_with("./")) {
    if (target.starts_with("../")) folder = base::as_folder(base::folder_part(base::without_end_slashes(folder)));
    target.remove_prefix(target.find('/') + 1);
  }
  return folder.append(target);
}

class RelationshipReader final : public XmlHandler {
 public:
  explicit RelationshipReader(std::string_view part) : part_(part) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (local_name(name) != "Relationship" || attributes.find("TargetMode") == "External") return;
    const std::string_view type = attributes.find("Type");
    found.push_back({std::string(attributes.find("Id")), std::string(base::file_name(type)),
                     resolve_target(part_, attributes.find("Target"))});
  }
  void end(std::string_view /*name*/) override {}
  void text(std::string_view /*piece*/) override {}
  bool wants_more() const override { return found.size() < 10'000; }

  std::vector<Relationship> found;

 private:
  std::string_view part_;
};

}  // namespace

std::vector<Relationship> XlsxPackage::relationships(std::string_view part) {
  std::string folder = base::join_path(base::folder_part(part), "_rels/");
  const std::string path = folder.append(base::file_name(part)).append(".rels");
  RelationshipReader reader(part);
  if (has(path)) read(path, reader);
  return std::move(reader.found);
}

bool XlsxPackage::read(std::string_view part, XmlHandler& handler) {
  const auto bytes = zip_.read(part);
  if (!bytes) {
    report_zip_error(bytes.error(), limits_, file_);
    return false;
  }
  const std::optional<XmlError> error = read_xml(*bytes, limits_.max_depth, handler);
  if (!error) return true;
  switch (*error) {
    case XmlError::Malformed: file_.report(messages::IntakeDamaged, {"XLSX"}); break;
    case XmlError::DocumentType: file_.report(messages::IntakeDocumentType); break;
    case XmlError::TooDeep: {
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

void report_zip_error(ZipError error, const IntakeLimits& limits, ReturnedFile& file) {
  const auto report_limit = [&file](const diagnostics::TextPair& limit) {
    file.report(messages::IntakeLimit, {limit.english, limit.chinese});
  };
  switch (error) {
    case ZipError::NoSuchEntry:
    case ZipError::Damaged: file.report(messages::IntakeDamaged, {"XLSX"}); break;
    case ZipError::Encrypted: file.report(messages::IntakeEncrypted); break;
    case ZipError::TooManyEntries: report_limit(texts::IntakeMoreParts.pair(limits.max_entries)); break;
    case ZipError::TooLarge: report_limit(texts::IntakeMoreUnpacked.pair(limits.max_unpacked_bytes >> 20)); break;
    case ZipError::TooDense: report_limit(texts::IntakePartRatio.pair(limits.max_zip_ratio)); break;
  }
}

}  // namespace gongwen::intake
