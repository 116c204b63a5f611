// Makes the pages of a site from its archive, in both languages: lists of issues, a page per issue and edition, the
// feed, the index for searching, the site map. A page whose inputs have not changed is taken from the former release.
#pragma once

#include "base/expected.h"
#include "store/publish/detail/ledger.h"
#include "store/publish/detail/site.h"
#include "store/store.h"
#include "templating/wordings.h"

#include <memory>
#include <string>

namespace gongwen::publish {

/// The words and titles that pages need besides the archive.
struct SiteWords {
  std::string words;  // the bundle's template with the words of the site
  std::string title;  // of the periodical, in the other language
  std::string files;  // stem of the names of an edition's files: bulletin
  bool has_workbook = true;
  std::string language;  // of the documents: zh-CN
  std::shared_ptr<const templating::Wordings> wordings;
  /// The bundle's texts in the other language; null: its pages use those of the documents.
  std::shared_ptr<const templating::Wordings> translated;
  std::string texts;  // a hash of the texts in both languages
};

/// Makes all pages and links for the state in the archive; texts of issues are read from the editions on the site. If a
/// page cannot be made, reports publish/damaged-site or an internal error.
base::Expected<Release> make_release(const Archive& archive, const Site& site, const SiteWords& words,
                                     const store::Workspace& workspace);

}  // namespace gongwen::publish
