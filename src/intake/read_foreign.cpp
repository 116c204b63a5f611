#include "data/decode_text.h"
#include "intake/detail/mail_files.h"
#include "intake/detail/pdf_fields.h"
#include "intake/read_ofd_text.h"
#include "intake/signed_pdf.h"
#include "intake/wire.h"
#include "package/zip_archive.h"
#include "resources/walk_folder.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace gongwen::intake {
namespace {

ArchiveOutcome outcome_of(package::ZipError error) {
  switch (error) {
    case package::ZipError::NoSuchEntry:
    case package::ZipError::Damaged: return ArchiveOutcome::Damaged;
    case package::ZipError::Encrypted: return ArchiveOutcome::Encrypted;
    case package::ZipError::TooManyEntries:
    case package::ZipError::TooLarge:
    case package::ZipError::TooDense: break;
  }
  return ArchiveOutcome::TooLarge;
}

bool is_document(const package::ZipArchive& archive) {
  for (const std::string& name : archive.names()) {
    if (name == "[Content_Types].xml" || name == "mimetype" || name == "OFD.xml") return true;
  }
  return false;
}

/// Not what a program left there, in any folder of the archive.
bool is_wanted(std::string_view name) {
  if (name.empty() || name.ends_with('/')) return false;
  while (!name.empty()) {
    const std::string_view part = name.substr(0, name.find('/'));
    name.remove_prefix(std::min(name.size(), part.size() + 1));
    if (!part.empty() && !resources::is_put_there(part)) return false;
  }
  return true;
}

/// Archives and mails, and those within them, as one list of files.
class Unpacker {
 public:
  explicit Unpacker(const IntakeLimits& limits) : limits_(limits) {}

  UnpackedArchive run(std::string_view bytes) {
    UnpackedArchive unpacked{ArchiveOutcome::Files};
    unpacked.outcome = open(bytes, {}, 0, unpacked.files);
    if (unpacked.outcome != ArchiveOutcome::Files) unpacked.files.clear();
    return unpacked;
  }

 private:
  static constexpr int kMaxDepth = 3;  // a mail with an archive of archives

  static bool is_container(std::string_view bytes) { return package::is_zip(bytes) || is_mail(bytes); }

  ArchiveOutcome open(std::string_view bytes, const std::string& folder, int depth, std::vector<ArchivedFile>& files) {
    if (is_mail(bytes)) {
      for (ArchivedFile& file : mail_files(bytes)) {
        if (const auto failure = add(std::move(file), folder, depth, files)) return *failure;
      }
      return ArchiveOutcome::Files;
    }
    auto archive = package::ZipArchive::open(bytes, limits_.zip());
    if (!archive) return outcome_of(archive.error());
    if (is_document(*archive)) return ArchiveOutcome::Document;
    for (const std::string& name : archive->names()) {
      if (!is_wanted(name)) continue;
      auto file = archive->read(name);
      if (!file) return outcome_of(file.error());
      if (const auto failure = add({name, *std::move(file)}, folder, depth, files)) return *failure;
    }
    return ArchiveOutcome::Files;
  }

  /// What within an archive cannot be opened is a file of it, of which a reader says what it is.
  std::optional<ArchiveOutcome> add(ArchivedFile file, const std::string& folder, int depth,
                                    std::vector<ArchivedFile>& files) {
    size_ += file.bytes.size();
    if (++count_ > limits_.max_entries || size_ > limits_.max_unpacked_bytes) return ArchiveOutcome::TooLarge;
    file.name.insert(0, folder);
    if (depth < kMaxDepth && is_container(file.bytes)) {
      std::vector<ArchivedFile> inner;
      const ArchiveOutcome outcome = open(file.bytes, file.name + "/", depth + 1, inner);
      if (outcome == ArchiveOutcome::TooLarge) return outcome;
      if (outcome == ArchiveOutcome::Files && !inner.empty()) {
        std::move(inner.begin(), inner.end(), std::back_inserter(files));
        return std::nullopt;
      }
    }
    files.push_back(std::move(file));
    return std::nullopt;
  }

  const IntakeLimits& limits_;
  std::size_t count_ = 0;
  std::uint64_t size_ = 0;  // of all that was unpacked
};

}  // namespace

void prepare_to_read() { data::keep_encodings(); }

void load_library() { load_pdf_library(); }

std::string read_without_library(const ReadRequest& request, std::string_view bytes) {
  if (request.type == ForeignType::Signable) {
    const std::optional<SignablePdf> pdf = read_plain_signable(bytes, request.limits);
    return pdf ? write_signable_pdf(*pdf) : std::string();
  }
  if (request.type == ForeignType::Signatures) return {};
  if (request.type != ForeignType::Pdf) return read_foreign(request, bytes);
  const std::optional<ReturnedFile> file = read_plain_pdf(bytes, request.limits);
  return file ? write_returned_file(*file) : std::string();
}

std::string read_foreign(const ReadRequest& request, std::string_view bytes) {
  switch (request.type) {
    case ForeignType::Pdf: return write_returned_file(read_pdf(bytes, request.limits));
    case ForeignType::Workbook: return write_returned_file(read_xlsx(bytes, request.unnamed, request.limits));
    case ForeignType::Signable: return write_signable_pdf(read_signable_by_library(bytes, request.limits));
    case ForeignType::Signatures: return write_signed_pdf(read_signed_pdf(bytes, request.limits));
    case ForeignType::Ofd: return write_ofd_text(read_ofd_text(bytes, request.limits));
    case ForeignType::Archive: break;
  }
  return write_archive(Unpacker(request.limits).run(bytes));
}

}  // namespace gongwen::intake
