"""Open311 GeoReport v2: any client that speaks it can list, file and follow tickets."""
