// The relationships between the parts of an Office file (ECMA-376-2, 9.3). Parts are found by relationships, never by
// their usual names.
#pragma once

#include "package/xml_events.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::package {

struct Relationship {
  std::string id;
  std::string type;    // the last step of its URI: `worksheet`
  std::string target;  // the part's name in the archive, without a `/` at its start
};

/// The name of the part with the relationships of `part`; of the whole package if it is empty.
std::string relationship_part(std::string_view part);

/// Reads up to 10,000 relationships from the XML of that part; those to targets outside of the package separately.
class RelationshipReader final : public XmlHandler {
 public:
  explicit RelationshipReader(std::string_view part) : part_(part) {}
  void start(std::string_view name, const XmlAttributes& attributes) override;
  void end(std::string_view /*name*/) override {}
  void text(std::string_view /*piece*/) override {}
  bool wants_more() const override { return found.size() + external.size() < 10'000; }

  std::vector<Relationship> found;
  std::vector<Relationship> external;  // with their targets as written; never followed

 private:
  std::string_view part_;
};

}  // namespace gongwen::package
