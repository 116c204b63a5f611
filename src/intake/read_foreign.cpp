#include "data/decode_text.h"
#include "intake/detail/pdf_fields.h"
#include "intake/read_ofd_text.h"
#include "intake/signed_pdf.h"
#include "intake/wire.h"
#include "intake/zip_archive.h"
#include "resources/walk_folder.h"

#include <algorithm>
#include <optional>

namespace gongwen::intake {
namespace {

ArchiveOutcome outcome_of(ZipError error) {
  switch (error) {
    case ZipError::NoSuchEntry:
    case ZipError::Damaged: return ArchiveOutcome::Damaged;
    case ZipError::Encrypted: return ArchiveOutcome::Encrypted;
    case ZipError::TooManyEntries:
    case ZipError::TooLarge:
    case ZipError::TooDense: break;
  }
  return ArchiveOutcome::TooLarge;
}

bool is_document(const ZipArchive& archive) {
  for (const std::string& name : archive.names()) {
    if (name == "[Content_Types].xml" || name == "mimetype") return true;
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

UnpackedArchive unpack_archive(std::string_view bytes, const IntakeLimits& limits) {
  auto archive = ZipArchive::open(bytes, limits);
  if (!archive) return {outcome_of(archive.error())};
  if (is_document(*archive)) return {ArchiveOutcome::Document};
  UnpackedArchive unpacked{ArchiveOutcome::Files};
  for (const std::string& name : archive->names()) {
    if (!is_wanted(name)) continue;
    auto file = archive->read(name);
    if (!file) return {outcome_of(file.error())};
    unpacked.files.push_back({name, *std::move(file)});
  }
  return unpacked;
}

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
  return write_archive(unpack_archive(bytes, request.limits));
}

}  // namespace gongwen::intake
