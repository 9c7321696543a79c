/**
 * The half that runs on a node: it finds pods by their processes, captures from inside their
 * network namespaces, and streams what it captured.
 *
 * <p>Commands come in on a stream of lines, each a {@link dev.podsonde.node.NodeMessage}; what goes
 * out is a stream of frames: pcapng, heartbeats and events, in the order in which they happened.
 * Read {@link dev.podsonde.node.NodeSession} first.
 */
@NullMarked
package dev.podsonde.node;

import org.jspecify.annotations.NullMarked;
