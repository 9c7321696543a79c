/**
 * From the name of a pod to its packets: targets resolved with the Kubernetes API, one helper pod
 * per node, and the streams of all nodes merged by time.
 *
 * <p>The library that talks to the API server stays in ApiServer; all else sees JSON trees.
 */
@NullMarked
package dev.podsonde.cluster;

import org.jspecify.annotations.NullMarked;
