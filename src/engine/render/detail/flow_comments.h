// FlowComments: warnings of proofreading as comments of a document for word processors.
#pragma once

#include "diagnostics/diagnostic.h"
#include "gongwen/message.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

class FlowComments {
 public:
  /// `origins` are those of the texts, and must outlive the comments; `language` is that of the document.
  FlowComments(const diagnostics::OriginTable& origins, std::string_view language);

  /// Takes the warnings of proofreading and ignores all other messages, which do not concern the text.
  void add_proofreading(std::span<const diagnostics::Diagnostic> messages);
  /// Returns the comments on a text, each only once: the first paragraph with the text gets them.
  std::vector<std::string> take(diagnostics::OriginId origin);

 private:
  struct Comment {
    diagnostics::Origin origin;
    std::string text;
  };

  const diagnostics::OriginTable& origins_;
  Language language_;
  std::vector<Comment> comments_;
};

}  // namespace gongwen::engine
