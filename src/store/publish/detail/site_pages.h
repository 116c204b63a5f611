// The text of an issue as part of its page, and its entry in index.json.
#pragma once

#include "diagnostics/text.h"
#include "dom/tree.h"
#include "store/changes.h"
#include "store/publish/detail/ledger.h"
#include "store/publish/detail/site.h"
#include "store/publish/detail/verify.h"
#include "store/publish/edition_signer.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::publish {

// The text of an issue as part of a web page, made from the same document as its PDF: contents, sections and annexes
// with links, without elements that are only for print.

/// HTML for a page that has its own h1. Wide tables are in boxes with their own scroll bars. Anchors are numbered,
/// because ids of records mean little to readers. `language`: that of the document.
std::string issue_text(const dom::Tree& tree, Language language);

// The entry of an issue in index.json.

struct NewEdition {
  std::string published;  // time in ISO 8601
  std::size_t pages = 0;
  std::vector<SiteFile> files;
  std::vector<store::FieldChange> changes;  // from the former edition, for corrections
  std::vector<SectionHeadings> sections;
  std::string file_name;  // as the bundle names the document
  std::optional<EditionSignature> signature = {};
};

/// `data` is the data of the edition, including defaults; `former` is the archived issue, null for a new one.
ArchivedIssue make_issue(const data::Value& data, const std::string& period, const IssueNumbers& numbers,
                         const NewEdition& edition, const ArchivedIssue* former, const store::Periodical& periodical);

/// Files of each edition, besides its page and the files named after SiteWords::files.
inline constexpr const char* kDataName = "data.json";
/// The text of the edition, as part of its page; missing in editions made by older programs.
inline constexpr const char* kTextName = "text.html";

/// A picture of the first page, for lists of issues; missing if the library for it was missing, and in editions made by
/// older programs.
inline constexpr const char* kPictureName = "first-page.png";
/// A wide picture with the title, for links to the page in other programs; missing like the picture.
inline constexpr const char* kCoverName = "cover.png";
/// The ending of the English PDF's name after the stem.
inline constexpr const char* kEnglishEnding = ".en.pdf";
/// Pixels per inch: 298 px across A4.
inline constexpr double kPictureDpi = 36;

/// `2024/02/`, `2024/W07/`.
std::string path_of_period(const std::string& period);

}  // namespace gongwen::publish
