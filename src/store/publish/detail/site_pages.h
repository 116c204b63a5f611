// The pages of a site: the list of issues, each issue with its text, and the entry of an issue in index.json.
#pragma once

#include "diagnostics/text.h"
#include "dom/tree.h"
#include "store/changes.h"
#include "store/publish/detail/ledger.h"
#include "store/publish/detail/site.h"
#include "store/publish/detail/verify.h"
#include "store/publish/edition_signer.h"
#include "templating/wordings.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::publish {

// The text of an issue as a piece of a web page, from the same document that its PDF is made of: contents, sections and
// annexes with their links, without what belongs to paper alone.

/// HTML for the inside of a page whose own heading is an h1. Wide tables lie in boxes that scroll by themselves.
/// Anchors are numbered: ids of records are nothing for readers. `language`: that of the document.
std::string issue_text(const dom::Tree& tree, Language language);

// What index.json says of an issue.

struct NewEdition {
  std::string published;  // a moment
  std::size_t pages = 0;
  std::vector<SiteFile> files;
  std::vector<store::FieldChange> changes;  // of a correction
  std::vector<SectionHeadings> sections;
  std::string file_name;  // as the bundle names the document
  std::optional<EditionSignature> signature = {};
};

/// `data` is that of the edition, with its defaults; `former` the issue as it was archived, null for a new one.
ArchivedIssue make_issue(const data::Value& data, const std::string& period, const IssueNumbers& numbers,
                         const NewEdition& edition, const ArchivedIssue* former, const store::Periodical& periodical);

// The pages of a site, from what its archive says: the list of all issues, a page for each issue and edition, the feed.

/// What pages are made with, beside the archive.
struct SiteWords {
  std::string words;  // the text of the bundle's template with the words of the site
  std::string files;  // how the files of an edition are called, without an ending: bulletin
  bool has_workbook = true;
  std::string language;  // zh-CN
  std::shared_ptr<const templating::Wordings> wordings;
};

/// The files that each edition has, beside its page and those that are called by SiteWords::files.
inline constexpr const char* kDataName = "data.json";
/// The text of the edition, as a piece of its page. Editions of former programs have none.
inline constexpr const char* kTextName = "text.html";

/// Its first page, for lists of issues; where the library for it is missing, and in editions of former programs, there
/// is none.
inline constexpr const char* kPictureName = "first-page.png";
/// Pixels an inch: 298 across A4.
inline constexpr double kPictureDpi = 36;

/// All pages and links of the state that the archive describes; the texts of issues are read from the editions of the
/// site. Nothing when a page cannot be made, which is reported: publish/damaged-site, or an error of ours.
base::Expected<Release> make_release(const Archive& archive, const Site& site, const SiteWords& words,
                                     const store::Workspace& workspace);

/// `2024/02/`, `2024/W07/`.
std::string path_of_period(const std::string& period);

}  // namespace gongwen::publish
