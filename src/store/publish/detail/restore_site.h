// Rebuilding a damaged site: which parts of it are complete, what the store remembers of the rest, and what is lost.
#pragma once

#include "store/publish/detail/ledger.h"
#include "store/publish/detail/site.h"

#include <optional>
#include <set>
#include <string>

namespace gongwen::publish {

/// Returns the archive of a site. If its index.json or its current release is lost or damaged, it is made from what the
/// store remembers of the site, else from the index of a former release, which lacks the latest publication. Reports:
/// publish/damaged-site if there is neither, publish/other-kind.
base::Expected<Archive> read_or_restore_archive(const Site& site, const Ledger& ledger,
                                                const store::Periodical& periodical, const store::Workspace& workspace);

/// Adjusts the archive to the editions that are complete on the site: removes each edition of which a file is missing
/// or differs from what the store remembers, with the later ones of the issue, which can only be published again after
/// it; and adds those that the archive lacks. Withdrawn editions have no files.
void take_up_editions(Archive& archive, const LedgerSite& known, const Site& site, const store::Periodical& periodical);

/// Returns the edition published last, if it is the only one that the archive lacks and the store remembers nothing:
/// with its data, the numbers in it, and the time of publication that the feed of the site states; nullopt if there is
/// none, or if any of these cannot be determined.
std::optional<LedgerEdition> find_latest_edition(const Site& site, const Archive& archive,
                                                 const store::Periodical& periodical);

/// Adds the editions that the store remembers to those that stay on the site. Returns whether readers see no others.
/// `known`: null if the store does not know the site; then the latest edition stays, too. Reports:
/// publish/unknown-edition.
bool keeps_remembered_editions(const Site& site, const LedgerSite* known, const std::optional<LedgerEdition>& latest,
                               std::set<std::string>& editions, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::publish
