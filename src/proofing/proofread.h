// Proofreading: what in a laid-out document breaks the standards of official documents, with clause, page and line.
//   proofing::proofread(document, *proofing::find_profile("gbt9704"), context);
#pragma once

#include "proofing/profile.h"
#include "proofing/detail/proof_text.h"

namespace gongwen::proofing {

/// Reports: proofing/….
void proofread(const layout::DocumentLayout& document, const Profile& profile, layout::LayoutContext& context);

/// What of a profile holds for every document with a red head: text on the first page and beside the seal, 版记 at the
/// end. Reports: proofing/no-text-on-first-page, proofing/seal-alone, proofing/imprint-page.
void proofread_official_pages(const layout::DocumentLayout& document, layout::LayoutContext& context);

}  // namespace gongwen::proofing
