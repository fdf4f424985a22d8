"""The browser's side: blueprints by audience, thin routes over the services."""
