// The pages of a site, from what its archive says: the list of all issues, a page for each issue and edition, the feed.
#pragma once

#include "publish/detail/archive.h"
#include "publish/detail/site.h"

#include <string>

namespace gongwen::publish {

/// The files that each edition has, beside its page.
inline constexpr const char* kPdfName = "bulletin.pdf";
inline constexpr const char* kWorkbookName = "bulletin.xlsx";
inline constexpr const char* kDataName = "data.json";
/// The text of the edition, as a piece of its page. Editions of former programs have none.
inline constexpr const char* kTextName = "text.html";

/// All pages and links of the state that the archive describes; the texts of issues are read from the editions of the
/// site. Nothing when a page cannot be made, which is reported: publish/damaged-site, or a fault of ours.
base::Expected<Release> make_release(const Archive& archive, const Site& site, const store::Workspace& workspace);

/// `2024/02/`.
std::string path_of_month(const std::string& period);

}  // namespace gongwen::publish
