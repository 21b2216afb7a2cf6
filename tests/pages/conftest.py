"""What all tests of the pages share."""

from __future__ import annotations

from functools import cache

from streamlit.components.v2 import manifest_scanner

# Each test starts Streamlit, which each time would read what every installed package says about itself.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
