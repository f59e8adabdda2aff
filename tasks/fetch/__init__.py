"""Links and local documents → WARC archive → captures. The only stage that touches the network."""
