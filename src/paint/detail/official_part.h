// The parts of an official document (GB/T 9704-2012, clause 7) that an attribute of the page names, and their texts.
//   <p data-tag="document-number">…</p>
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::paint {

enum class OfficialPart : std::uint8_t {
  CopyNumber,
  Secrecy,
  Urgency,
  IssuerMark,
  DocumentNumber,
  Signer,
  Title,
  Addressees,
  AttachmentNote,
  Issuer,
  IssueDate,
  Note,
  CopyTo,
  PrintedBy,
  PrintDate,
};

struct OfficialPartInfo {
  OfficialPart part;
  std::string_view name;     // `document-number`, in templates
  std::string_view chinese;  // `发文字号`, in files
  bool is_fact;              // what catalogues of documents ask for, not only a place on the page
};

const OfficialPartInfo& official_part_info(OfficialPart part);
std::optional<OfficialPart> find_official_part(std::string_view name);
/// The names, separated by commas.
std::string official_part_names();

/// What an element with the attribute says.
struct OfficialText {
  OfficialPart part;
  std::string text;
};

}  // namespace gongwen::paint
