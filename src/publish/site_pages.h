// The pages of a site, from what its archive says: the list of all issues, a page for each issue and edition, the feed.
#pragma once

#include "publish/archive.h"
#include "publish/site.h"

#include <string>

namespace gongwen::publish {

/// The files that each edition has, beside its page.
inline constexpr const char* kPdfName = "bulletin.pdf";
inline constexpr const char* kWorkbookName = "bulletin.xlsx";
inline constexpr const char* kDataName = "data.json";

/// All pages and links of the state that the archive describes. `base_url` is where readers find the site, for the
/// feed; it may be empty. Nothing when a page cannot be made, which is a fault of ours and reported.
base::Expected<Release> make_release(const Archive& archive, const std::string& base_url,
                                     const store::Workspace& workspace);

/// `2024/02/`.
std::string path_of_month(const std::string& period);

}  // namespace gongwen::publish
