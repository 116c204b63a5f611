// The manual as pages for a browser: `gongwen help --open`. The pages are installed in share/doc/gongwen/html; their
// topics are in topics.tsv there, which scripts/make_manual writes.
#pragma once

#include "cli/session.h"

#include <string>
#include <string_view>

namespace gongwen::cli {

/// The file as an address for browsers: `file:///usr/share/doc/gongwen/html/zh/index.html`.
std::string file_address(std::string_view path);

/// Opens the page of a topic in the browser of the desktop, and prints its address: a command, a document of the
/// manual, a message or the module of messages; the first page if the topic is empty. Without a desktop it only prints
/// the address. Returns the exit status. Reports: cli/no-manual, cli/unknown-topic.
int open_manual(Session& session, std::string_view topic);

}  // namespace gongwen::cli
