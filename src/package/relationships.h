// How the parts of an Office file refer to each other (ECMA-376-2, 9.3): parts are found by these, and never by their
// usual names.
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

/// The part that has the relationships of a part; of the whole package for an empty name.
std::string relationship_part(std::string_view part);

/// Takes them from that part's XML, up to 10,000. Those to what is outside of the package are left out.
class RelationshipReader final : public XmlHandler {
 public:
  explicit RelationshipReader(std::string_view part) : part_(part) {}
  void start(std::string_view name, const XmlAttributes& attributes) override;
  void end(std::string_view /*name*/) override {}
  void text(std::string_view /*piece*/) override {}
  bool wants_more() const override { return found.size() < 10'000; }

  std::vector<Relationship> found;

 private:
  std::string_view part_;
};

}  // namespace gongwen::package
