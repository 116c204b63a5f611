// Makes the files of one edition from the data of its issue: rendered, signed, and read back before they become public.
#pragma once

#include "engine/runs/kind_run.h"
#include "gongwen/publish.h"
#include "store/publish/detail/collect_issue.h"
#include "store/publish/detail/site_pages.h"
#include "store/publish/edition_signer.h"

#include <string>
#include <vector>

namespace gongwen::publish {

/// The parameters that are the same for all editions of a run.
struct EditionPlan {
  const PublishOptions& options;
  const EngineOptions& engine;
  const store::Periodical& periodical;
  const std::string& store_name;
  EditionSigner* signer;  // null: editions are not signed
  engine::KindLibrary& kinds;
  engine::FontSource& fonts;
  std::vector<Report>& reports;  // of additional documents
};

/// Fills in `edition` (files, sections, pages, name, signature) and in `outcome` the counts, pages and contents. In a
/// preview, files are made even if rules are violated; they are neither signed nor accompanied by a picture. Returns
/// false after an error. Reports: all messages of a rendering, of EditionSigner::sign and of verify_issue;
/// publish/no-picture.
bool make_edition(const EditionPlan& plan, const CollectedIssue& issue, PublishedIssue& outcome, engine::KindRun& steps,
                  NewEdition& edition);

}  // namespace gongwen::publish
