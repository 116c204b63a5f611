// What index.json says of an issue.
#pragma once

#include "publish/detail/archive.h"
#include "publish/detail/site.h"
#include "publish/detail/verify.h"
#include "store/differences.h"

#include <string>
#include <vector>

namespace gongwen::publish {

struct NewEdition {
  std::string published;  // a moment
  std::size_t pages = 0;
  std::vector<SiteFile> files;
  std::vector<store::FieldChange> changes;  // of a correction
  std::vector<SectionHeadings> sections;
  std::string file_name;  // as the bundle names the document
};

/// `bulletin` is the data of the edition, with its defaults; `former` the issue as it was archived, null for a new one.
ArchivedIssue make_issue(const data::Value& bulletin, const NewEdition& edition, const ArchivedIssue* former,
                         const store::Workspace& workspace);

}  // namespace gongwen::publish
