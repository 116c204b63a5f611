#include "paint/detail/official_part.h"

#include <algorithm>
#include <array>

namespace gongwen::paint {
namespace {

/// In the order of the enumeration.
constexpr std::array kOfficialParts = {
    OfficialPartInfo{OfficialPart::CopyNumber, "copy-number", "份号", true},
    OfficialPartInfo{OfficialPart::Secrecy, "secrecy", "密级", true},
    OfficialPartInfo{OfficialPart::Urgency, "urgency", "紧急程度", true},
    OfficialPartInfo{OfficialPart::IssuerMark, "issuer-mark", "发文机关标志", false},
    OfficialPartInfo{OfficialPart::DocumentNumber, "document-number", "发文字号", true},
    OfficialPartInfo{OfficialPart::Signer, "signer", "签发人", true},
    OfficialPartInfo{OfficialPart::Title, "title", "标题", false},
    OfficialPartInfo{OfficialPart::Addressees, "addressees", "主送机关", true},
    OfficialPartInfo{OfficialPart::AttachmentNote, "attachment-note", "附件说明", false},
    OfficialPartInfo{OfficialPart::Issuer, "issuer", "发文机关", true},
    OfficialPartInfo{OfficialPart::IssueDate, "issue-date", "成文日期", true},
    OfficialPartInfo{OfficialPart::Note, "note", "附注", false},
    OfficialPartInfo{OfficialPart::CopyTo, "copy-to", "抄送机关", true},
    OfficialPartInfo{OfficialPart::PrintedBy, "printed-by", "印发机关", true},
    OfficialPartInfo{OfficialPart::PrintDate, "print-date", "印发日期", true},
};

}  // namespace

const OfficialPartInfo& official_part_info(OfficialPart part) {
  return kOfficialParts.at(static_cast<std::size_t>(part));
}

std::optional<OfficialPart> find_official_part(std::string_view name) {
  const auto* const found = std::ranges::find(kOfficialParts, name, &OfficialPartInfo::name);
  return found == kOfficialParts.end() ? std::nullopt : std::optional(found->part);
}

std::string official_part_names() {
  std::string names;
  for (const OfficialPartInfo& info : kOfficialParts) {
    names.append(names.empty() ? "" : ", ").append(info.name);
  }
  return names;
}

}  // namespace gongwen::paint
